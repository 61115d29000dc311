import { startLocalTables } from "../test/support/aws/local-tables.ts";
import { type AccessCost, metered } from "./dynamodb/access-meter.ts";
import { jobAccesses } from "./dynamodb/job-accesses.ts";
import { moneyAccesses } from "./dynamodb/money-accesses.ts";
import { nodeAccesses } from "./dynamodb/node-accesses.ts";

/**
 * Runs each access once against a fresh local DynamoDB, with nodes of about 15 KB and lists of 50.
 * The units are those the local engine counts by AWS's rules from the sizes of items, indexes
 * included; an AWS account's bill is the last word.
 */
export async function dynamodbAccesses(): Promise<AccessCost[]> {
  const tables = await startLocalTables();
  try {
    const meter = metered(tables.client);
    return [
      ...(await nodeAccesses(tables, meter)),
      ...(await jobAccesses(tables, meter)),
      ...(await moneyAccesses(tables, meter)),
    ];
  } finally {
    await tables.stop();
  }
}
