import { type NodeId, type TenantKey, VersionNumber } from "#schemas/identifiers.ts";
import type { VersionSummary } from "#schemas/version.ts";
import { notFound } from "../app-error.ts";
import { type CursorScope, decodeCursor, encodeCursor } from "./cursor.ts";
import type { NodeStore } from "./node-store.ts";

/** A page of versions, newest first. @throws AppError `not_found`, `invalid_cursor` */
export async function listVersions(
  input: { tenant: TenantKey; id: NodeId; limit: number; cursor?: string | undefined },
  { nodes }: { nodes: NodeStore },
): Promise<{ items: VersionSummary[]; nextCursor?: string }> {
  const { tenant, id, limit, cursor } = input;
  const scope: CursorScope = { list: "versions", of: [tenant, id] };
  const before = decodeCursor(scope, VersionNumber, cursor);
  const page = await nodes.listVersions(tenant, id, { limit, before });
  // A node has at least one version, so an empty first page means that there is no node.
  if (page.items.length === 0 && before === undefined) throw notFound("node");
  return {
    items: [...page.items],
    ...(page.next === undefined ? {} : { nextCursor: encodeCursor(scope, page.next) }),
  };
}
