import * as z from "zod";
import { NodeId, type TenantKey, Timestamp } from "#schemas/identifiers.ts";
import type { NodeSummary } from "#schemas/node.ts";
import { type CursorScope, decodeCursor, encodeCursor } from "./cursor.ts";
import type { NodeStore } from "./node-store.ts";
import { foldCase } from "./search-text.ts";

const Position = z.strictObject({ updatedAt: Timestamp, id: NodeId });

export interface ListNodesInput {
  readonly tenant: TenantKey;
  readonly deleted: boolean;
  readonly category?: string | undefined;
  readonly q?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A page of summaries, newest change first. @throws AppError `invalid_cursor` */
export async function listNodes(
  { tenant, deleted, category, q, limit, cursor }: ListNodesInput,
  { nodes }: { nodes: NodeStore },
): Promise<{ items: NodeSummary[]; nextCursor?: string }> {
  const folded = q === undefined ? undefined : foldCase(q);
  const scope: CursorScope = { list: "nodes", of: [tenant, deleted, category, folded] };
  const after = decodeCursor(scope, Position, cursor);
  const page = await nodes.list(tenant, { deleted, category, q: folded, limit, after });
  return {
    items: [...page.items],
    ...(page.next === undefined ? {} : { nextCursor: encodeCursor(scope, page.next) }),
  };
}
