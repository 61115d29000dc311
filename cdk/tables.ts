/**
 * The tables as data. All indexes exist from the first deploy, since adding one to a full table
 * reads it whole. Attributes that are not keys need no declaration.
 */
export interface IndexDefinition {
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Attributes copied into the index beside its keys; none means keys only. */
  readonly projects?: readonly string[];
}

export interface TableDefinition {
  readonly indexes: Readonly<Record<string, IndexDefinition>>;
  /** Attribute with the second after which an item may go. */
  readonly expiry?: string;
  readonly pointInTimeRecovery: boolean;
}

/** What a list shows of a node, the item's own version, and `q`, which it is searched by. */
const summary = [
  "id",
  "name",
  "description",
  "category",
  "icon",
  "tags",
  "version",
  "version_count",
  "verified",
  "is_active",
  "created_at",
  "updated_at",
  "schemaVersion",
  "q",
] as const;

/** Every table has the string keys `pk` and `sk`. */
export const tables = {
  nodes: {
    indexes: {
      byChange: { partitionKey: "gl", sortKey: "gs", projects: summary },
      byCategory: { partitionKey: "gc", sortKey: "gs", projects: summary },
      purge: { partitionKey: "gd", sortKey: "gs" },
    },
    pointInTimeRecovery: true,
  },
  work: {
    indexes: { due: { partitionKey: "gd", sortKey: "ga" } },
    expiry: "expiresAt",
    // Jobs live for seven days; a restore would bring back ended ones.
    pointInTimeRecovery: false,
  },
  account: { indexes: {}, pointInTimeRecovery: true },
} as const satisfies Record<string, TableDefinition>;

export type TableName = keyof typeof tables;
