import {
  DynamoDBClient,
  type DynamoDBClientConfig,
  ListTablesCommand,
} from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { documentClient } from "#shared/aws/document-client.ts";
import { CannotStart } from "../cannot-start.ts";
import { commandEnvironment } from "../command-environment.ts";
import { type StoreEndpoints, storeEndpoints } from "../control.ts";
import { findRunningStack } from "../data-directory/state-file.ts";
import { clientSettings } from "../services/clients.ts";

export interface TableNames {
  readonly nodes: string;
  readonly work: string;
  readonly account: string;
}

/** What an operator's command works with: past the API, with the operator's own rights. */
export interface StoreAccess {
  readonly client: DynamoDBDocumentClient;
  readonly secrets: SecretsManagerClient;
  readonly tables: TableNames;
  close(): void;
}

/** Where the stores of the stack are that runs on this machine. */
export async function runningStores(): Promise<StoreEndpoints> {
  const running = findRunningStack(commandEnvironment().dataDir);
  if (running) return storeEndpoints(running);
  throw new CannotStart("no stack runs here: start one with npm start, or name a deployed --stage");
}

export function localAccess(endpoints: Pick<StoreEndpoints, "dynamodb" | "secrets">): StoreAccess {
  // Names of the local run are those of the template.
  const tables = { nodes: "NodesTable", work: "WorkTable", account: "AccountTable" };
  const secrets = new SecretsManagerClient(clientSettings(endpoints.secrets));
  return accessTo(clientSettings(endpoints.dynamodb), secrets, tables);
}

/** Of a deployed stage, or of named tables, with the credentials and the region the SDK finds. */
export async function deployedAccess(of: string | TableNames): Promise<StoreAccess> {
  const tables = typeof of === "string" ? await tablesOf(of) : of;
  return accessTo({}, new SecretsManagerClient({}), tables);
}

function accessTo(
  config: DynamoDBClientConfig,
  secrets: SecretsManagerClient,
  tables: TableNames,
): StoreAccess {
  // Nobody waits for an answer here, so that the SDK may try longer than in a function.
  const client = documentClient({ maxAttempts: 8, ...config });
  const close = () => {
    client.destroy();
    secrets.destroy();
  };
  return { client, secrets, tables, close };
}

async function tablesOf(stage: string): Promise<TableNames> {
  const client = new DynamoDBClient({});
  try {
    const prefix = `nodesmith-${stage}-data-`;
    const names = await namesFrom(client, prefix);
    const named = (part: string) => {
      const found = names.filter((name) => name.startsWith(`${prefix}${part}-`));
      if (found.length === 1 && found[0] !== undefined) return found[0];
      throw new CannotStart(
        `${found.length} tables begin with ${prefix}${part}-: is it the right account and region?`,
      );
    };
    return { nodes: named("NodesTable"), work: named("WorkTable"), account: named("AccountTable") };
  } finally {
    client.destroy();
  }
}

/** The list is in the order of the names, and starts after the one that is named. */
async function namesFrom(client: DynamoDBClient, prefix: string): Promise<string[]> {
  const { TableNames = [] } = await client.send(
    new ListTablesCommand({ ExclusiveStartTableName: prefix }),
  );
  return TableNames.filter((name) => name.startsWith(prefix));
}
