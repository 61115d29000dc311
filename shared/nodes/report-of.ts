import type { TenantKey } from "#schemas/identifiers.ts";
import type { Verification } from "#schemas/node.ts";
import type { NodeStore, StoredNode } from "./node-store.ts";

/** What the tests of a node's newest version showed, whole: the head holds a trimmed form of it. */
export async function reportOf(
  { tenant, stored }: { tenant: TenantKey; stored: StoredNode },
  { nodes }: { nodes: Pick<NodeStore, "getVersion"> },
): Promise<Verification> {
  const { id, version, verification } = stored.head;
  return (await nodes.getVersion(tenant, id, version))?.verification ?? verification;
}
