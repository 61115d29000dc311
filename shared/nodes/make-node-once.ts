import type { GeneratedNode } from "#schemas/node.ts";
import type { Caller } from "../caller.ts";
import type { IdempotencyClaim, IdempotentResult } from "../idempotency/idempotency.ts";
import { type MakeOnceServices, makeOnce, type Once } from "../idempotency/make-once.ts";
import { loadNode } from "./get-node.ts";
import type { NodeStore } from "./node-store.ts";
import { versionAsMade } from "./version-as-made.ts";

/**
 * A request that makes a node or a version, once for each key: `make` writes with the claim. The
 * answer is read from the version that was made, which never changes.
 * @throws AppError `idempotency_key_reused`, `not_found` where the node was removed for good since;
 * what `make` throws
 */
export function makeNodeOnce(
  { caller, idempotency }: { caller: Caller; idempotency: IdempotencyClaim | undefined },
  make: () => Promise<GeneratedNode>,
  services: MakeOnceServices & { readonly nodes: NodeStore },
): Promise<Once<GeneratedNode>> {
  const { tenant } = caller;
  const replay = async (result: IdempotentResult) => {
    if (!("nodeId" in result)) throw new Error("a key of a node stands for something else");
    const { nodeId: id, version: n } = result;
    const { head } = await loadNode({ tenant, id }, services);
    return versionAsMade({ tenant, head, n }, services);
  };
  return makeOnce({ tenant, claim: idempotency }, { make, replay }, services);
}
