import type { NodeId, TenantKey, VersionNumber } from "#schemas/identifiers.ts";
import { NodeContent } from "#schemas/node.ts";
import type { NodeVersion } from "#schemas/version.ts";
import { notFound } from "../app-error.ts";
import { loadActiveNode, type NodeReference } from "./get-node.ts";
import type { NodeStore } from "./node-store.ts";

/** @throws AppError `not_found` */
export async function getVersion(
  { tenant, id, n }: { tenant: TenantKey; id: NodeId; n: VersionNumber },
  { nodes }: { nodes: NodeStore },
): Promise<NodeVersion> {
  const version = await nodes.getVersion(tenant, id, n);
  if (version === undefined) throw notFound("version");
  return version;
}

const contentNames = Object.keys(NodeContent.shape) as (keyof NodeContent)[];

/** The content a version holds, without what is known of the version itself. */
export const contentOfVersion = (version: NodeVersion): NodeContent =>
  NodeContent.parse(Object.fromEntries(contentNames.map((name) => [name, version[name]])));

/**
 * What a version of a node that is not deleted holds, the newest where none is named.
 * @throws AppError `not_found`, `node_deleted`
 */
export async function activeVersion(
  { tenant, id, version }: NodeReference & { version?: VersionNumber | undefined },
  { nodes }: { nodes: NodeStore },
): Promise<{ n: VersionNumber; content: NodeContent }> {
  const { head, content } = await loadActiveNode({ tenant, id }, { nodes });
  const n = version ?? head.version;
  if (n === head.version) return { n, content };
  return { n, content: contentOfVersion(await getVersion({ tenant, id, n }, { nodes })) };
}
