import type { NodeId, TenantKey, VersionNumber } from "#schemas/identifiers.ts";
import { NodeContent } from "#schemas/node.ts";
import type { NodeVersion } from "#schemas/version.ts";
import { notFound } from "../app-error.ts";
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

/** @throws AppError `not_found` */
export async function contentAt(
  reference: { tenant: TenantKey; id: NodeId; n: VersionNumber },
  services: { nodes: NodeStore },
): Promise<NodeContent> {
  return contentOfVersion(await getVersion(reference, services));
}
