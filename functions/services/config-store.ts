import { dynamodbConfigStore } from "#shared/aws/dynamodb-config-store.ts";
import { dynamodbUsedDays } from "#shared/aws/dynamodb-used-days.ts";
import type { ConfigStore, UsedDays } from "#shared/config/config-store.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import { tableClient } from "./table-client.ts";

type Source = Readonly<Record<string, string | undefined>>;

/** `workTable`: for functions whose writes may have a key. */
export function configStore(
  source: Source,
  places: { readonly workTable?: string } = {},
): ConfigStore {
  const { ACCOUNT_TABLE } = readEnvironment(source, "ACCOUNT_TABLE");
  return dynamodbConfigStore({ client: tableClient(), accountTable: ACCOUNT_TABLE, ...places });
}

export function usedDays(source: Source): UsedDays {
  const { ACCOUNT_TABLE } = readEnvironment(source, "ACCOUNT_TABLE");
  return dynamodbUsedDays({ client: tableClient(), accountTable: ACCOUNT_TABLE });
}
