import type { TenantKey, Timestamp } from "#schemas/identifiers.ts";
import type {
  ConfigHealth,
  ConfigId,
  ConfigProvider,
  LlmConfig,
  LlmConfigAuditEntry,
} from "#schemas/llm-config.ts";
import type { Day } from "../day.ts";
import type { IdempotencyClaim } from "../idempotency/idempotency.ts";

/** Whose configurations: a tenant's own, or those of the whole platform. */
export type ConfigOwner = TenantKey | "platform";

/**
 * Where a key lies: an immutable version of the owner's one secret. A version is never written
 * again, so it may be cached for ever.
 */
export interface KeyPointer {
  readonly secretId: string;
  readonly versionId: string;
  /** The last four characters. */
  readonly hint: string;
}

export interface StoredConfig {
  readonly id: ConfigId;
  readonly provider: ConfigProvider;
  readonly model: string;
  readonly temperature: number;
  readonly maxTokens: number | null;
  readonly repairModel: string | null;
  readonly fallbackOrder: number | null;
  readonly apiUrl: string | null;
  readonly api: LlmConfig["apiConfig"]["api"];
  readonly key: KeyPointer | null;
  readonly version: number;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

/**
 * What is to be cleaned up if the function that wrote it dies between the two stores: a key that
 * was about to be written (`intent`), or one that no configuration names any more (`tombstone`).
 */
export interface KeyLeftover {
  readonly kind: "intent" | "tombstone";
  readonly configId: ConfigId;
  readonly secretId: string;
  readonly versionId: string;
  readonly at: Timestamp;
}

/** All configurations of one owner: one item, changed as a whole. */
export interface ConfigBook {
  /** Rises with every change; 0 where nothing was ever stored. */
  readonly rev: number;
  /** Rises with every change and every refresh: whoever holds another one reads anew. */
  readonly epoch: number;
  readonly refreshed_at: Timestamp | null;
  readonly configs: readonly StoredConfig[];
  readonly defaultId: ConfigId | null;
  readonly leftovers: readonly KeyLeftover[];
}

export type BreakerState = "closed" | "open" | "half_open";

/** How a configuration fared, shared by all instances. */
export interface ConfigState {
  readonly health: ConfigHealth | null;
  /** Checks in a row that failed. */
  readonly failedChecks: number;
  readonly breaker: {
    readonly state: BreakerState;
    readonly failures: number;
    /** When the next probe may be made, while open. */
    readonly retryAt: Timestamp | null;
  };
  readonly usedAt: Timestamp | null;
}

export interface ConfigRead {
  readonly book: ConfigBook;
  readonly states: ReadonlyMap<ConfigId, ConfigState>;
}

/** `before` and `after` hold nothing secret. */
export type ConfigAuditEntry = Readonly<LlmConfigAuditEntry>;

/** A configuration that a request with a key makes: kept with it, so that it makes no further one. */
export interface KeyedConfig {
  /** Of the caller, also for a configuration of the platform. */
  readonly tenant: TenantKey;
  readonly claim: IdempotencyClaim;
  readonly configId: ConfigId;
  readonly at: Timestamp;
}

export interface ConfigStore {
  /** Books and states of several owners, in one consistent read. */
  read(owners: readonly ConfigOwner[]): Promise<ReadonlyMap<ConfigOwner, ConfigRead>>;
  /**
   * The book with its audit entries, in one transaction, if it is still at `ifRev`; `key_taken`: the
   * request's key stands for a request already.
   */
  write(
    owner: ConfigOwner,
    book: ConfigBook,
    more: {
      readonly ifRev: number;
      readonly audit: readonly ConfigAuditEntry[];
      readonly keyed?: KeyedConfig | undefined;
    },
  ): Promise<"written" | "conflict" | "key_taken">;
  /** Changes the state of one configuration as it now is; retried when another was faster. */
  changeState(
    owner: ConfigOwner,
    id: ConfigId,
    change: (state: ConfigState) => ConfigState,
  ): Promise<ConfigState>;
  /** That a configuration of the tenant's own answered on that day; may be repeated. */
  noteUsed(tenant: TenantKey, day: Day): Promise<void>;
  /** Newest first; `before` is the `next` of the page before. */
  audit(
    owner: ConfigOwner,
    page: { readonly limit: number; readonly before?: string | undefined },
  ): Promise<{ readonly items: readonly ConfigAuditEntry[]; readonly next?: string }>;
  /** Whose books hold leftovers, in no order; at most 100 at once. */
  ownersToClean(): Promise<readonly ConfigOwner[]>;
}

/** A day on which a tenant's own configurations answered: their check of the day after is owed. */
export interface UsedDay {
  readonly tenant: TenantKey;
  readonly day: Day;
}

/** What `noteUsed` wrote, for the schedule. */
export interface UsedDays {
  /** Days before `day`, the oldest first. */
  listBefore(day: Day, page: { readonly limit: number }): Promise<readonly UsedDay[]>;
  /** No error where it is not there any more. */
  remove(used: UsedDay): Promise<void>;
}

/**
 * Keys in the secret store. API functions can only write; the worker alone reads. All calls may be
 * repeated.
 */
export interface KeyWriter {
  /** What a further secret of the owner is called; `unique` keeps it from any earlier one. */
  newSecretId(owner: ConfigOwner, unique: string): string;
  /**
   * A new version that holds this one key, under an id chosen by the caller. The secret is made
   * where it is not there yet.
   * @throws AppError `unavailable`, `rate_limited`
   */
  put(at: KeyPlace & { readonly owner: ConfigOwner }, key: string): Promise<void>;
  /** Takes a version out of use; no error where it is not there any more. */
  remove(place: KeyPlace): Promise<void>;
  /** Deletes a secret with all its versions, for good; no error where it is not there any more. */
  removeSecret(secretId: string): Promise<void>;
}

/** Where a key lies. */
export type KeyPlace = Pick<KeyPointer, "secretId" | "versionId">;

export interface KeyReader {
  read(place: KeyPlace): Promise<string>;
}
