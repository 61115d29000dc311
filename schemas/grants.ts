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
}

export const grants = {
  "nodes:read": { resource: "nodes-table", actions: ["dynamodb:Query"] },
  "nodes:read-version": { resource: "nodes-table", actions: ["dynamodb:BatchGetItem"] },
  "nodes:list": {
    resource: "nodes-table",
    actions: ["dynamodb:Query"],
    indexes: ["byChange", "byCategory"],
  },
  "nodes:newest": { resource: "nodes-table", actions: ["dynamodb:Query"], indexes: ["byChange"] },
  "nodes:write-version": { resource: "nodes-table", actions: ["dynamodb:PutItem"] },
  "nodes:update": { resource: "nodes-table", actions: ["dynamodb:UpdateItem"] },
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
  },
  "nodes:inspect": { resource: "nodes-table", actions: ["dynamodb:DescribeTable"] },
  "jobs:read": { resource: "work-table", actions: ["dynamodb:GetItem"] },
  "jobs:read-parts": { resource: "work-table", actions: ["dynamodb:Query"] },
  "jobs:accept": {
    resource: "work-table",
    actions: ["dynamodb:PutItem", "dynamodb:UpdateItem"],
  },
  "jobs:run": {
    resource: "work-table",
    actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
  },
  "jobs:sweep": {
    resource: "work-table",
    actions: ["dynamodb:Query"],
    indexes: ["due"],
  },
  "jobs:postpone": { resource: "work-table", actions: ["dynamodb:UpdateItem"] },
  "jobs:end": {
    resource: "work-table",
    actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
  },
  "money:reserve": { resource: "account-table", actions: ["dynamodb:UpdateItem"] },
  "money:settle": {
    resource: "account-table",
    actions: ["dynamodb:UpdateItem", "dynamodb:PutItem"],
  },
  "usage:read": { resource: "account-table", actions: ["dynamodb:Query"] },
  "usage:count": { resource: "account-table", actions: ["dynamodb:UpdateItem"] },
  "idempotency:read": { resource: "work-table", actions: ["dynamodb:GetItem"] },
  "limits:take": { resource: "work-table", actions: ["dynamodb:UpdateItem"] },
  "configs:read": { resource: "account-table", actions: ["dynamodb:BatchGetItem"] },
  "configs:write": {
    resource: "account-table",
    actions: ["dynamodb:PutItem", "dynamodb:DeleteItem"],
  },
  "configs:read-audit": { resource: "account-table", actions: ["dynamodb:Query"] },
  "configs:change-state": {
    resource: "account-table",
    actions: ["dynamodb:GetItem", "dynamodb:PutItem"],
  },
  "configs:find-leftovers": { resource: "account-table", actions: ["dynamodb:Query"] },
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
