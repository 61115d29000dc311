import { documentClient } from "#shared/aws/document-client.ts";
import { dynamodbConfigStore } from "#shared/aws/dynamodb-config-store.ts";
import type { ConfigStore } from "#shared/config/config-store.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";

export function configStore(source: Readonly<Record<string, string | undefined>>): ConfigStore {
  const { ACCOUNT_TABLE } = readEnvironment(source, "ACCOUNT_TABLE");
  return dynamodbConfigStore({ client: documentClient(), accountTable: ACCOUNT_TABLE });
}
