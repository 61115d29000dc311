import { type DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { TenantKey } from "#schemas/identifiers.ts";
import type { DayUsage } from "#schemas/usage.ts";
import type { Day } from "../day.ts";
import type { UsageStore } from "../usage/usage-store.ts";
import { type Backoff, systemBackoff } from "./backoff.ts";
import { conditionalUpdate } from "./conditional-update.ts";
import { budgetPartition, budgetSort, runShards, runsSort } from "./keys.ts";
import { readItem, SchemaVersion, schemaVersion } from "./stored-item.ts";

const sum = z.int().min(0).default(0);

/** `B#`, a day's item or one of its runs: sums that are there once something was added to them. */
const BudgetItem = z.object({
  schemaVersion: SchemaVersion,
  sk: z.string(),
  committed: z.int().default(0),
  spent: sum,
  gen_succeeded: sum,
  gen_failed: sum,
  gen_cancelled: sum,
  tokens_input: sum,
  tokens_cached: sum,
  tokens_output: sum,
  tokens_reasoning: sum,
  unknown_calls: sum,
  runs: sum,
  cpu_ms: sum,
});
type BudgetItem = z.output<typeof BudgetItem>;

interface UsageStoreOptions {
  readonly client: DynamoDBDocumentClient;
  readonly accountTable: string;
  readonly backoff?: Backoff;
}

/** What `settleWrites` entered, and runs of the sandbox that belong to no job. */
export function dynamodbUsageStore(options: UsageStoreOptions): UsageStore {
  const { client, accountTable, backoff = systemBackoff } = options;
  return {
    async days(tenant, range) {
      const items = await queryDays(options, tenant, range);
      const byDay = Map.groupBy(items, ({ sk }) => sk.slice(0, dayLength));
      return [...byDay].map(([day, ofDay]) => usageOf(day, ofDay));
    },

    async addRuns(tenant, day, { count, cpuMs }) {
      const shard = Math.floor(backoff.random() * runShards.length) % runShards.length;
      await conditionalUpdate(client, backoff, {
        TableName: accountTable,
        Key: { pk: budgetPartition(tenant), sk: runsSort(day, shard) },
        UpdateExpression: "SET schemaVersion = :schemaVersion ADD runs :runs, cpu_ms :cpu",
        ExpressionAttributeValues: {
          ":schemaVersion": schemaVersion,
          ":runs": count,
          ":cpu": Math.round(cpuMs),
        },
      });
    },
  };
}

const dayLength = "2031-01-01".length;

/** Five small items a day at most, so that a year is one page of 1 MB. */
async function queryDays(
  { client, accountTable }: UsageStoreOptions,
  tenant: TenantKey,
  { from, to }: { from: Day; to: Day },
): Promise<BudgetItem[]> {
  const items: BudgetItem[] = [];
  let next: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: accountTable,
        KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
        ExpressionAttributeValues: {
          ":pk": budgetPartition(tenant),
          ":from": budgetSort(from),
          // `$` comes right after `#`: past the runs of the last day.
          ":to": `${budgetSort(to)}$`,
        },
        ...(next !== undefined && { ExclusiveStartKey: next }),
      }),
    );
    items.push(...Items.map((item) => readItem(BudgetItem, item)));
    next = LastEvaluatedKey;
  } while (next !== undefined);
  return items;
}

function usageOf(day: Day, items: readonly BudgetItem[]): DayUsage {
  const total = (name: Exclude<keyof BudgetItem, "sk" | "schemaVersion">) =>
    items.reduce((all, item) => all + item[name], 0);
  const spent = total("spent");
  return {
    day,
    generations: {
      succeeded: total("gen_succeeded"),
      failed: total("gen_failed"),
      cancelled: total("gen_cancelled"),
    },
    tokens: {
      input: total("tokens_input"),
      cached: total("tokens_cached"),
      output: total("tokens_output"),
      reasoning: total("tokens_reasoning"),
    },
    cost_usd: usd(spent),
    reserved_usd: usd(Math.max(0, total("committed") - spent)),
    unknown_calls: total("unknown_calls"),
    sandbox: { runs: total("runs"), cpu_ms: total("cpu_ms") },
  };
}

const usd = (microUsd: number) => microUsd / 1_000_000;
