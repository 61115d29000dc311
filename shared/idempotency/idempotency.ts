import type { Hash, JobId, NodeId, TenantKey, VersionNumber } from "#schemas/identifiers.ts";
import type { ConfigId } from "#schemas/llm-config.ts";

/** For how long a key stands for its request (draft-ietf-httpapi-idempotency-key-header). */
export const idempotencyHours = 24;

/** A caller's key with what it was sent with; both as hashes, since neither is ours to keep. */
export interface IdempotencyClaim {
  /** Of the key. Keys of different tenants never meet. */
  readonly key: Hash;
  /** Of operation, path parameters and body. */
  readonly body: Hash;
}

/** What a request made, from which its answer is made anew. */
export type IdempotentResult =
  | { readonly jobId: JobId }
  | { readonly nodeId: NodeId; readonly version: VersionNumber }
  | { readonly configId: ConfigId };

/** Written in the transaction that makes `result`; kept for `idempotencyHours`. */
export interface IdempotencyRecord {
  readonly body: Hash;
  readonly result: IdempotentResult;
}

export interface IdempotencyStore {
  /** Consistent. Undefined also for a record whose time is over. */
  find(tenant: TenantKey, key: Hash): Promise<IdempotencyRecord | undefined>;
}
