import type { Hash, NodeId, TenantKey, Timestamp, VersionNumber } from "#schemas/identifiers.ts";
import type { NodeContent, NodeSummary, Verification } from "#schemas/node.ts";
import type { NodeVersion, VersionSummary } from "#schemas/version.ts";
import type { IdempotencyClaim } from "../idempotency/idempotency.ts";

/** The small, changing part of a node; its content lies apart, one immutable item a version. */
export interface NodeHead {
  readonly id: NodeId;
  readonly version: VersionNumber;
  readonly version_count: number;
  readonly code_hash: Hash;
  /** Of the latest version; at most 16 KB, see `trimVerification`. */
  readonly verification: Verification;
  readonly is_active: boolean;
  readonly user_id: string;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

/** A node as it is stored: head and newest content. */
export interface StoredNode {
  readonly head: NodeHead;
  readonly content: NodeContent;
}

/** One new version: written whole or not at all. */
export interface NodeWrite {
  readonly head: NodeHead;
  readonly content: NodeContent;
  /** The report whole, kept with the version. */
  readonly verification: Verification;
  readonly changeDescription: string;
  readonly changedBy: string;
  /** The version this one follows; null for a new node. */
  readonly previousVersion: VersionNumber | null;
  /** Of the audit entry that is written with it. */
  readonly action: "generated" | "updated" | "refined" | "restored" | "duplicated";
  /** Kept with it for the version, so that the same request makes no further one. */
  readonly idempotency?: IdempotencyClaim | undefined;
}

/** Where a page ended: the sort key of its last item. */
export interface ListPosition {
  readonly updatedAt: Timestamp;
  readonly id: NodeId;
}

export interface ListQuery {
  readonly deleted: boolean;
  readonly category?: string | undefined;
  /** Already case-folded. */
  readonly q?: string | undefined;
  readonly limit: number;
  readonly after?: ListPosition | undefined;
}

export interface Page<Item, Position> {
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly next?: Position;
}

/**
 * Nodes and their versions. Every method is bound to a tenant: what another tenant owns is
 * answered exactly like what does not exist. Each is one request to the store.
 */
export interface NodeStore {
  get(tenant: TenantKey, id: NodeId): Promise<StoredNode | undefined>;
  list(tenant: TenantKey, query: ListQuery): Promise<Page<NodeSummary, ListPosition>>;
  getVersion(tenant: TenantKey, id: NodeId, n: VersionNumber): Promise<NodeVersion | undefined>;
  /** In the order they are named, at most 100; undefined where there is no such version. */
  contents(
    tenant: TenantKey,
    wanted: readonly { readonly id: NodeId; readonly version: VersionNumber }[],
  ): Promise<(NodeContent | undefined)[]>;
  /** Newest first, those below `before`. Empty also where there is no such node. */
  listVersions(
    tenant: TenantKey,
    id: NodeId,
    page: { limit: number; before?: VersionNumber | undefined },
  ): Promise<Page<VersionSummary, VersionNumber>>;
  /**
   * `conflict`: the node is not (or no longer) active at `previousVersion`; `key_taken`: its key
   * stands for a request already. Nothing was written then.
   */
  write(tenant: TenantKey, write: NodeWrite): Promise<"written" | "conflict" | "key_taken">;
  /** What running a version's tests anew showed, in the place of its last report. */
  saveReport(
    tenant: TenantKey,
    id: NodeId,
    n: VersionNumber,
    verification: Verification,
  ): Promise<"saved" | "not_found">;
  /** `purgeDay` (`yyyy-mm-dd`) is when the content may be removed for good. */
  delete(
    tenant: TenantKey,
    id: NodeId,
    mark: { at: Timestamp; by: string; purgeDay: string },
  ): Promise<"deleted" | "already_deleted" | "not_found">;
  undelete(
    tenant: TenantKey,
    node: StoredNode,
    mark: { at: Timestamp; by: string },
  ): Promise<"undeleted" | "not_deleted" | "not_found">;
}
