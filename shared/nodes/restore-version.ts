import type { NodeId, VersionNumber } from "#schemas/identifiers.ts";
import type { GeneratedNode } from "#schemas/node.ts";
import { notFound } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import type { Clock } from "../clock.ts";
import type { IdempotencyClaim } from "../idempotency/idempotency.ts";
import { requireMatch } from "./etag.ts";
import { loadActiveNode } from "./get-node.ts";
import { contentOfVersion } from "./get-version.ts";
import { writeNextVersion } from "./next-version.ts";
import type { NodeStore } from "./node-store.ts";
import { presentNode } from "./present-node.ts";

interface RestoreInput {
  readonly caller: Caller;
  readonly id: NodeId;
  readonly n: VersionNumber;
  readonly ifMatch?: string | undefined;
  readonly idempotency?: IdempotencyClaim | undefined;
}

/**
 * A new version that holds an old version's content, whole, with what its tests showed then.
 * @throws AppError `not_found`, `node_deleted`, `precondition_failed`, `conflict`
 */
export async function restoreVersion(
  input: RestoreInput,
  { nodes, clock }: { nodes: NodeStore; clock: Clock },
): Promise<GeneratedNode> {
  const { caller, id, n, ifMatch } = input;
  const stored = await loadActiveNode({ tenant: caller.tenant, id }, { nodes });
  requireMatch(ifMatch, stored.head);
  const version = await nodes.getVersion(caller.tenant, id, n);
  if (version === undefined) throw notFound("version");
  const restored = await writeNextVersion(
    {
      stored,
      caller,
      ifMatch,
      content: contentOfVersion(version),
      verification: version.verification,
      changeDescription: `Restored version ${n}`,
      action: "restored",
      idempotency: input.idempotency,
    },
    { nodes, clock },
  );
  return presentNode(restored);
}
