import { NodeId } from "#schemas/identifiers.ts";
import type { GeneratedNode } from "#schemas/node.ts";
import { AppError } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import type { Clock, NewId } from "../clock.ts";
import type { IdempotencyClaim } from "../idempotency/idempotency.ts";
import { keyTaken } from "../idempotency/make-once.ts";
import { loadActiveNode } from "./get-node.ts";
import { firstVersion } from "./next-version.ts";
import type { NodeStore } from "./node-store.ts";
import { presentNode } from "./present-node.ts";
import { reportOf } from "./report-of.ts";

interface DuplicateInput {
  readonly caller: Caller;
  readonly id: NodeId;
  readonly idempotency?: IdempotencyClaim | undefined;
}

/**
 * A new node with the same content and what its tests showed: the same code gives the same result.
 * @throws AppError `not_found`, `node_deleted`, `conflict` where its key is taken
 */
export async function duplicateNode(
  { caller, id, idempotency }: DuplicateInput,
  { nodes, clock, newId }: { nodes: NodeStore; clock: Clock; newId: NewId },
): Promise<GeneratedNode> {
  const { tenant } = caller;
  const stored = await loadActiveNode({ tenant, id }, { nodes });
  const { head, content } = stored;
  const write = firstVersion(
    {
      id: NodeId.parse(newId()),
      caller,
      content: { ...content, name: copyName(content.name) },
      verification: await reportOf({ tenant, stored }, { nodes }),
      changeDescription: `Copy of ${id} at version ${head.version}`,
      action: "duplicated",
      idempotency,
    },
    { clock },
  );
  const outcome = await nodes.write(tenant, write);
  if (outcome === "key_taken") throw keyTaken();
  if (outcome === "conflict") {
    throw new AppError("conflict", "The copy's id is taken; please try again.");
  }
  return presentNode({ head: write.head, content: write.content });
}

const copyName = (name: string): string => `${name.slice(0, 248)} (copy)`;
