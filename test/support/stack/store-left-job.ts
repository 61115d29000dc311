import { documentClient } from "#shared/aws/document-client.ts";
import { dynamodbJobStore } from "#shared/aws/dynamodb-job-store.ts";
import { timestamp } from "#shared/clock.ts";
import { tenantKey } from "#shared/identity/verify-token.ts";
import { acceptedJob, anyTerms, reserved, sampleRequest } from "../stores/job-samples.ts";
import { clientOptionsOf, nodesTableOf } from "./store-node.ts";
import type { TestStack } from "./test-stack.ts";

/** Stores a job of a subject's that no worker has brought to an end for three hours. */
export async function storeLeftJob(stack: TestStack, subject: string): Promise<string> {
  const client = documentClient(clientOptionsOf(stack));
  const environments = [...stack.functions.values()].map(
    ({ definition }) => definition.environment,
  );
  const named = (variable: string) => {
    const name = environments.find((environment) => environment[variable])?.[variable];
    if (name === undefined) throw new Error(`no function is told ${variable}`);
    return name;
  };
  const store = dynamodbJobStore({
    client,
    nodesTable: nodesTableOf(stack),
    workTable: named("WORK_TABLE"),
    accountTable: named("ACCOUNT_TABLE"),
  });
  const at = timestamp(new Date(Date.now() - 3 * 3_600_000));
  const times = { created_at: at, updated_at: at, dueAt: at, ...reserved(1_000, at.slice(0, 10)) };
  const job = acceptedJob(tenantKey(stack.issuer, subject), times);
  try {
    await store.accept(job, sampleRequest, anyTerms);
    return job.id;
  } finally {
    client.destroy();
  }
}
