import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamodbConfigStore } from "#shared/aws/dynamodb-config-store.ts";
import { dynamodbUsedDays } from "#shared/aws/dynamodb-used-days.ts";
import { withFaults } from "../../support/aws/faults.ts";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";
import { configStoreContract } from "../../support/stores/config-store-contract.ts";
import { newTenant } from "../../support/stores/node-samples.ts";

let tables: LocalTables;

beforeAll(async () => {
  tables = await startLocalTables();
});

afterAll(() => tables.stop());

configStoreContract(() => ({
  ...dynamodbConfigStore(tables),
  usedDays: dynamodbUsedDays(tables),
}));

describe("books and states of a tenant and the platform", () => {
  it("are one consistent request of four keys", async () => {
    const { requests } = withFaults(tables.client);
    await dynamodbConfigStore(tables).read([newTenant(), "platform"]);
    expect(requests.map(({ operation }) => operation)).toEqual(["BatchGetItem"]);
    expect(requests[0]?.input).toMatchObject({
      RequestItems: { account: { Keys: { length: 4 }, ConsistentRead: true } },
    });
  });
});
