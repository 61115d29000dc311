/**
 * What a function may do, by name. A grant says which actions on which resource, and which
 * environment variables tell the function where that resource is, so the two cannot drift apart.
 */
export interface Grant {
  readonly resource:
    | "nodes-table"
    | "work-table"
    | "account-table"
    | "generation-queue"
    | "sandbox-function"
    | "worker-function"
    | "platform-secret"
    | "config-secrets";
  readonly actions: readonly string[];
  /** Indexes the actions are for; without it, the table itself. */
  readonly indexes?: readonly string[];
  /** Kinds of items of the table, by what their partition keys begin with; no others are reached. */
  readonly keys?: readonly KeyKind[];
}

/** What comes before the first `#` of a partition key. */
export type KeyKind = "N" | "A" | "J" | "I" | "G" | "L" | "B" | "$" | "C";

export const grants = {
  "nodes:read": { resource: "nodes-table", actions: ["dynamodb:Query"], keys: ["N"] },
  "nodes:read-version": {
    resource: "nodes-table",
    actions: ["dynamodb:BatchGetItem"],
    keys: ["N"],
  },
  "nodes:list": {
    resource: "nodes-table",
    actions: ["dynamodb:Query"],
    indexes: ["byChange", "byCategory"],
  },
  "nodes:newest": { resource: "nodes-table", actions: ["dynamodb:Query"], indexes: ["byChange"] },
  "nodes:write-version": {
    resource: "nodes-table",
    actions: ["dynamodb:PutItem"],
    keys: ["N", "A"],
  },
  "nodes:update": { resource: "nodes-table", actions: ["dynamodb:UpdateItem"], keys: ["N"] },
  "nodes:find-purgeable": {
    resource: "nodes-table",
    actions: ["dynamodb:Query"],
    indexes: ["purge"],
  },
  "nodes:purge": {
    resource: "nodes-table",
    actions: [
      "dynamodb:UpdateItem",
      "dynamodb:BatchWriteItem",
      "dynamodb:DeleteItem",
      "dynamodb:PutItem",
    ],
    keys: ["N", "A"],
  },
  "nodes:inspect": { resource: "nodes-table", actions: ["dynamodb:DescribeTable"] },
  "jobs:read": { resource: "work-table", actions: ["dynamodb:GetItem"], keys: ["J"] },
  "jobs:read-parts": { resource: "work-table", actions: ["dynamodb:Query"], keys: ["J"] },
  "jobs:accept": {
    resource: "work-table",
    actions: ["dynamodb:PutItem", "dynamodb:UpdateItem"],
    keys: ["J", "I", "G"],
  },
  "jobs:run": {
    resource: "work-table",
    actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    keys: ["J", "G"],
  },
  "jobs:sweep": {
    resource: "work-table",
    actions: ["dynamodb:Query"],
    indexes: ["due"],
  },
  "jobs:postpone": { resource: "work-table", actions: ["dynamodb:UpdateItem"], keys: ["J"] },
  "jobs:end": {
    resource: "work-table",
    actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    keys: ["J", "G"],
  },
  "money:reserve": { resource: "account-table", actions: ["dynamodb:UpdateItem"], keys: ["B"] },
  "money:settle": {
    resource: "account-table",
    actions: ["dynamodb:UpdateItem", "dynamodb:PutItem"],
    keys: ["B", "$"],
  },
  "usage:read": { resource: "account-table", actions: ["dynamodb:Query"], keys: ["B"] },
  "usage:count": { resource: "account-table", actions: ["dynamodb:UpdateItem"], keys: ["B"] },
  "idempotency:read": { resource: "work-table", actions: ["dynamodb:GetItem"], keys: ["I"] },
  "idempotency:write": { resource: "work-table", actions: ["dynamodb:PutItem"], keys: ["I"] },
  "limits:take": { resource: "work-table", actions: ["dynamodb:UpdateItem"], keys: ["L"] },
  "configs:read": { resource: "account-table", actions: ["dynamodb:BatchGetItem"], keys: ["C"] },
  "configs:write": {
    resource: "account-table",
    actions: ["dynamodb:PutItem", "dynamodb:DeleteItem"],
    keys: ["C"],
  },
  "configs:read-audit": { resource: "account-table", actions: ["dynamodb:Query"], keys: ["C"] },
  "configs:change-state": {
    resource: "account-table",
    actions: ["dynamodb:GetItem", "dynamodb:PutItem"],
    keys: ["C"],
  },
  "configs:find-leftovers": { resource: "account-table", actions: ["dynamodb:Query"], keys: ["C"] },
  "generation-queue:send": { resource: "generation-queue", actions: ["sqs:SendMessage"] },
  "generation-queue:inspect": {
    resource: "generation-queue",
    actions: ["sqs:GetQueueAttributes"],
  },
  "sandbox:invoke": { resource: "sandbox-function", actions: ["lambda:InvokeFunction"] },
  "sandbox:inspect": {
    resource: "sandbox-function",
    actions: ["lambda:GetFunctionConfiguration"],
  },
  "worker:invoke": { resource: "worker-function", actions: ["lambda:InvokeFunction"] },
  "platform-secret:read": {
    resource: "platform-secret",
    actions: ["secretsmanager:GetSecretValue"],
  },
  "config-keys:put": {
    resource: "config-secrets",
    actions: [
      "secretsmanager:CreateSecret",
      "secretsmanager:TagResource",
      "secretsmanager:PutSecretValue",
    ],
  },
  "config-keys:remove": {
    resource: "config-secrets",
    actions: ["secretsmanager:UpdateSecretVersionStage"],
  },
  "config-keys:delete-secret": {
    resource: "config-secrets",
    actions: ["secretsmanager:DeleteSecret"],
  },
  "config-keys:read": {
    resource: "config-secrets",
    actions: ["secretsmanager:GetSecretValue"],
  },
} as const satisfies Record<string, Grant>;

export type GrantName = keyof typeof grants;
export type ResourceName = Grant["resource"];

/** The environment variable that tells a function where a resource is. */
export const resourceVariables = {
  "nodes-table": "NODES_TABLE",
  "work-table": "WORK_TABLE",
  "generation-queue": "GENERATION_QUEUE_URL",
  "sandbox-function": "SANDBOX_FUNCTION",
  "worker-function": "WORKER_FUNCTION",
  "platform-secret": "PLATFORM_SECRET_ARN",
  "account-table": "ACCOUNT_TABLE",
  "config-secrets": "CONFIG_SECRETS",
} as const satisfies Record<ResourceName, string>;
