import { afterAll, beforeAll } from "vitest";
import { dynamodbNodeStore } from "#shared/aws/dynamodb-node-store.ts";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";
import { nodeListContract } from "../../support/stores/node-list-contract.ts";
import { nodeReportContract } from "../../support/stores/node-report-contract.ts";
import { nodeStoreContract } from "../../support/stores/node-store-contract.ts";

let tables: LocalTables;

beforeAll(async () => {
  tables = await startLocalTables();
});

afterAll(() => tables.stop());

const store = () => dynamodbNodeStore(tables);

nodeStoreContract(store);
nodeListContract(store);
nodeReportContract(store);
