import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { DataDirectory } from "./data-directory/data-directory.ts";
import { clientSettings } from "./services/clients.ts";
import { startDynamoDb } from "./services/dynamodb.ts";
import { startQueues } from "./services/queues.ts";
import { openSecretStore } from "./services/secret-store.ts";
import { startSecretsApi } from "./services/secrets-api.ts";

export type StackServices = Awaited<ReturnType<typeof startServices>>;

/** Starts the stores behind a stack, all on loopback and with their files in the data directory. */
export async function startServices(
  resources: AsyncDisposableStack,
  data: DataDirectory,
  { dynamoDbEndpoint, log }: { dynamoDbEndpoint: string | undefined; log: (line: string) => void },
) {
  const queueDirectory = join(data.path, "queues");
  mkdirSync(queueDirectory, { recursive: true });
  const dynamoDb = startDynamoDb({
    file: join(data.path, "tables.db"),
    endpoint: dynamoDbEndpoint,
    onSpawn: data.addChild,
    onExit: data.removeChild,
    onLost: () => log("the DynamoDB emulator has ended by itself: start the stack again"),
  });
  const [database, queues, secrets] = await startAll(
    resources,
    dynamoDb,
    startQueues(queueDirectory),
    openSecretStore(data.path).then(async (store) => ({
      store,
      ...(await startSecretsApi(store)),
    })),
  );
  const tablesClient = new DynamoDBClient(clientSettings(database.url));
  resources.defer(() => tablesClient.destroy());
  return { database, queues, secrets, tablesClient };
}

/** Waits for all, and leaves none behind where one fails. */
async function startAll<Services extends { close(): Promise<void> }[]>(
  resources: AsyncDisposableStack,
  ...starting: { [Index in keyof Services]: Promise<Services[Index]> }
): Promise<Services> {
  for (const service of await Promise.allSettled(starting)) {
    if (service.status === "fulfilled") resources.defer(() => service.value.close());
  }
  return Promise.all(starting);
}
