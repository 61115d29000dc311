import type { JobId, TenantKey, Timestamp } from "#schemas/identifiers.ts";
import type { JobRecord, Reservation } from "../jobs/job-record.ts";
import type { Settlement } from "../usage/settlement.ts";
import {
  budgetPartition,
  budgetSort,
  inFlightPartition,
  inFlightSort,
  ledgerPartition,
  ledgerSort,
} from "./keys.ts";
import { schemaVersion } from "./stored-item.ts";
import type { TransactWrite } from "./transact.ts";

export interface MoneyTables {
  readonly workTable: string;
  readonly accountTable: string;
}

/** The tenant's place for one more job; refused where all are taken. */
export const takePlace = (
  { workTable }: MoneyTables,
  { tenant, id }: Pick<JobRecord, "tenant" | "id">,
  most: number,
): TransactWrite => ({
  Update: {
    TableName: workTable,
    Key: { pk: inFlightPartition(tenant), sk: inFlightSort },
    UpdateExpression: "SET schemaVersion = :schemaVersion ADD jobs :job",
    ConditionExpression: "attribute_not_exists(jobs) OR size(jobs) < :most",
    ExpressionAttributeValues: {
      ":schemaVersion": schemaVersion,
      ":job": new Set([id]),
      ":most": most,
    },
  },
});

/** A set forgets a job that it does not hold any more, or never held, without a complaint. */
const givePlace = (
  { workTable }: MoneyTables,
  { tenant, id }: Pick<JobRecord, "tenant" | "id">,
): TransactWrite => ({
  Update: {
    TableName: workTable,
    Key: { pk: inFlightPartition(tenant), sk: inFlightSort },
    UpdateExpression: "SET schemaVersion = :schemaVersion DELETE jobs :job",
    ExpressionAttributeValues: { ":schemaVersion": schemaVersion, ":job": new Set([id]) },
  },
});

/**
 * Sets money aside; refused, with the day as it stands, where the day's does not hold it. `committed`
 * is set aside and spent.
 */
export function reserve(
  { accountTable }: MoneyTables,
  tenant: TenantKey,
  { day, microUsd }: Reservation,
  most: number,
): TransactWrite {
  const room = most - microUsd;
  return {
    Update: {
      TableName: accountTable,
      Key: { pk: budgetPartition(tenant), sk: budgetSort(day) },
      UpdateExpression: "SET schemaVersion = :schemaVersion ADD committed :reserved",
      // A day of which nothing is committed does not hold more than its whole either.
      ConditionExpression:
        room < 0 ? "committed <= :room" : "attribute_not_exists(committed) OR committed <= :room",
      ExpressionAttributeValues: {
        ":schemaVersion": schemaVersion,
        ":reserved": microUsd,
        ":room": room,
      },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    },
  };
}

/**
 * Gives the place and the reservation back and enters what was spent. Without conditions: they hold
 * exactly once, since they are in one transaction with the end of the job.
 */
export function settleWrites(
  tables: MoneyTables,
  job: Pick<JobRecord, "tenant" | "id">,
  settlement: Settlement,
  now: Timestamp,
): Record<"place" | "budget" | "line", TransactWrite> {
  const { reservedMicroUsd, microUsd } = settlement;
  const counts = Object.entries({
    spent: microUsd,
    [`gen_${settlement.outcome}`]: 1,
    ...countsOf(settlement),
  }).filter(([, count]) => count > 0);
  const additions = ["committed :committed", ...counts.map(([name]) => `${name} :${name}`)];
  return {
    place: givePlace(tables, job),
    budget: {
      Update: {
        TableName: tables.accountTable,
        Key: { pk: budgetPartition(job.tenant), sk: budgetSort(settlement.day) },
        UpdateExpression: `SET schemaVersion = :schemaVersion ADD ${additions.join(", ")}`,
        ExpressionAttributeValues: {
          ":schemaVersion": schemaVersion,
          ":committed": microUsd - reservedMicroUsd,
          ...Object.fromEntries(counts.map(([name, count]) => [`:${name}`, count])),
        },
      },
    },
    line: {
      Put: { TableName: tables.accountTable, Item: ledgerItem(job, settlement, now) },
    },
  };
}

const countsOf = ({ tokens, unknownCalls, sandbox }: Settlement) => ({
  tokens_input: tokens.input,
  tokens_cached: tokens.cached,
  tokens_output: tokens.output,
  tokens_reasoning: tokens.reasoning,
  unknown_calls: unknownCalls,
  runs: sandbox.runs,
  cpu_ms: sandbox.cpu_ms,
});

/** `$#`: for a person who asks what a day's money went to; only the day's sums are read by us. */
const ledgerItem = (
  { tenant, id }: { tenant: TenantKey; id: JobId },
  settlement: Settlement,
  now: Timestamp,
) => ({
  pk: ledgerPartition(tenant),
  sk: ledgerSort(settlement.day, id),
  schemaVersion,
  outcome: settlement.outcome,
  at: now,
  reserved: settlement.reservedMicroUsd,
  spent: settlement.microUsd,
  priced: settlement.priced,
  ...countsOf(settlement),
});
