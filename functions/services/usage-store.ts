import { dynamodbUsageStore } from "#shared/aws/dynamodb-usage-store.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import type { UsageStore } from "#shared/usage/usage-store.ts";
import { tableClient } from "./table-client.ts";

export function usageStore(source: Readonly<Record<string, string | undefined>>): UsageStore {
  const { ACCOUNT_TABLE } = readEnvironment(source, "ACCOUNT_TABLE");
  return dynamodbUsageStore({ client: tableClient(), accountTable: ACCOUNT_TABLE });
}
