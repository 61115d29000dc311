import { afterAll, beforeAll } from "vitest";
import { dynamodbIdempotencyStore } from "#shared/aws/dynamodb-idempotency-store.ts";
import { dynamodbJobStore } from "#shared/aws/dynamodb-job-store.ts";
import { dynamodbNodeStore } from "#shared/aws/dynamodb-node-store.ts";
import { dynamodbUsageStore } from "#shared/aws/dynamodb-usage-store.ts";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";
import { acceptTermsContract } from "../../support/stores/accept-terms-contract.ts";
import { dueJobsContract } from "../../support/stores/due-jobs-contract.ts";
import { jobCancelContract } from "../../support/stores/job-cancel-contract.ts";
import { jobMoneyContract } from "../../support/stores/job-money-contract.ts";
import { jobPartsContract } from "../../support/stores/job-parts-contract.ts";
import { jobResumeContract } from "../../support/stores/job-resume-contract.ts";
import { jobStoreContract } from "../../support/stores/job-store-contract.ts";
import { instant } from "../../support/stores/node-samples.ts";
import { usageStoreContract } from "../../support/stores/usage-store-contract.ts";

let tables: LocalTables;

beforeAll(async () => {
  tables = await startLocalTables();
});

afterAll(() => tables.stop());

const clock = { now: () => new Date(instant(0)) };
const stores = () => ({
  jobs: dynamodbJobStore({ ...tables, clock }),
  nodes: dynamodbNodeStore(tables),
  idempotency: dynamodbIdempotencyStore({ ...tables, clock }),
  usage: dynamodbUsageStore(tables),
});

acceptTermsContract(stores);
jobStoreContract(stores);
dueJobsContract(stores);
jobPartsContract(stores);
jobResumeContract(stores);
jobCancelContract(stores);
jobMoneyContract(stores);
usageStoreContract(stores);
