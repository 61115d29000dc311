import type { TenantKey, VersionNumber } from "#schemas/identifiers.ts";
import type { GeneratedNode } from "#schemas/node.ts";
import { contentOfVersion, getVersion } from "./get-version.ts";
import type { NodeHead, NodeStore } from "./node-store.ts";

/**
 * A node as it was when a version of it was made, whatever became of it since: for an answer that is
 * given again.
 * @throws AppError `not_found`
 */
export async function versionAsMade(
  { tenant, head, n }: { tenant: TenantKey; head: NodeHead; n: VersionNumber },
  { nodes }: { nodes: NodeStore },
): Promise<GeneratedNode> {
  const { id, user_id, created_at } = head;
  const version = await getVersion({ tenant, id, n }, { nodes });
  return {
    ...contentOfVersion(version),
    id,
    version: n,
    version_count: n,
    verification: version.verification,
    is_active: true,
    user_id,
    created_at,
    updated_at: version.created_at,
  };
}
