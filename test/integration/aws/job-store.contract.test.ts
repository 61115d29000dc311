import { afterAll, beforeAll } from "vitest";
import { dynamodbJobStore } from "#shared/aws/dynamodb-job-store.ts";
import { dynamodbNodeStore } from "#shared/aws/dynamodb-node-store.ts";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";
import { dueJobsContract } from "../../support/stores/due-jobs-contract.ts";
import { jobPartsContract } from "../../support/stores/job-parts-contract.ts";
import { jobStoreContract } from "../../support/stores/job-store-contract.ts";
import { instant } from "../../support/stores/node-samples.ts";

let tables: LocalTables;

beforeAll(async () => {
  tables = await startLocalTables();
});

afterAll(() => tables.stop());

const clock = { now: () => new Date(instant(0)) };
const stores = () => ({
  jobs: dynamodbJobStore({ ...tables, clock }),
  nodes: dynamodbNodeStore(tables),
});

jobStoreContract(stores);
dueJobsContract(stores);
jobPartsContract(stores);
