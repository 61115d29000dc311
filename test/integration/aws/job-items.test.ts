import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TenantKey } from "#schemas/identifiers.ts";
import { dynamodbIdempotencyStore } from "#shared/aws/dynamodb-idempotency-store.ts";
import { dynamodbJobStore } from "#shared/aws/dynamodb-job-store.ts";
import { dynamodbUsageStore } from "#shared/aws/dynamodb-usage-store.ts";
import { itemBytes } from "#shared/aws/stored-item.ts";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";
import {
  acceptedJob,
  anyTerms,
  reserved,
  sampleCall,
  sampleDay,
  sampleReply,
  sampleReport,
  sampleRequest,
} from "../../support/stores/job-samples.ts";
import { claimedJob } from "../../support/stores/job-store-contract.ts";
import { instant, newTenant } from "../../support/stores/node-samples.ts";

let tables: LocalTables;

beforeAll(async () => {
  tables = await startLocalTables();
});

afterAll(() => tables.stop());

const clockAt = (second: number) => ({ now: () => new Date(instant(second)) });
const storeAt = (second = 0) => dynamodbJobStore({ ...tables, clock: clockAt(second) });
const day = 24 * 60 * 60;
const now = instant(9);
const error = { code: "unavailable", detail: "" } as const;

const itemsOf = async (TableName: string, pk: string) => {
  const { Items = [] } = await tables.client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": pk },
    }),
  );
  return Items;
};

const changeJob = (
  { tenant, id }: { tenant: TenantKey; id: string },
  UpdateExpression: string,
  values?: Record<string, unknown>,
) =>
  tables.client.send(
    new UpdateCommand({
      TableName: tables.workTable,
      Key: { pk: `J#${tenant}#${id}`, sk: "J" },
      UpdateExpression,
      ...(values && { ExpressionAttributeValues: values }),
    }),
  );

describe("beside its job", () => {
  test("an acceptance writes the key, the place and the reservation, and an end the line", async () => {
    const jobs = storeAt();
    const tenant = newTenant();
    const [key, body] = ["a".repeat(64), "b".repeat(64)];
    const job = acceptedJob(tenant, reserved(10_000));
    await jobs.accept(job, sampleRequest, { ...anyTerms, idempotency: { key, body } });

    expect(await itemsOf(tables.workTable, `I#${tenant}#${key}`)).toEqual([
      {
        pk: `I#${tenant}#${key}`,
        sk: "I",
        schemaVersion: 1,
        body,
        result: JSON.stringify({ jobId: job.id }),
        expiresAt: Date.parse(instant(0)) / 1_000 + day,
      },
    ]);
    const place = { pk: `G#${tenant}`, sk: "G", schemaVersion: 1 };
    expect(await itemsOf(tables.workTable, place.pk)).toEqual([
      { ...place, jobs: new Set([job.id]) },
    ]);
    const budget = { pk: `B#${tenant}`, sk: sampleDay, schemaVersion: 1 };
    expect(await itemsOf(tables.accountTable, budget.pk)).toEqual([
      { ...budget, committed: 10_000 },
    ]);

    const taken = await jobs.claim(tenant, job.id, { now, leaseUntil: instant(60) });
    if (taken === undefined) throw new Error("the job cannot be claimed");
    const usage = { input: 5, cached: 0, output: 7, reasoning: 2 };
    const generation = { ...sampleReport, cost_usd: 0.004, usage, sandbox: { runs: 3, cpu_ms: 9 } };
    await jobs.fail(taken.claim, { now, error, generation });

    expect(await itemsOf(tables.workTable, place.pk)).toEqual([place]);
    const counts = { tokens_input: 5, tokens_output: 7, tokens_reasoning: 2, runs: 3, cpu_ms: 9 };
    expect(await itemsOf(tables.accountTable, budget.pk)).toEqual([
      { ...budget, committed: 4_000, spent: 4_000, gen_failed: 1, ...counts },
    ]);
    expect(await itemsOf(tables.accountTable, `$#${tenant}`)).toEqual([
      {
        pk: `$#${tenant}`,
        sk: `${sampleDay}#${job.id}`,
        schemaVersion: 1,
        outcome: "failed",
        at: now,
        reserved: 10_000,
        spent: 4_000,
        priced: true,
        ...counts,
        tokens_cached: 0,
        unknown_calls: 0,
      },
    ]);
  });

  test("a line says where a price is not known", async () => {
    const jobs = storeAt();
    const { tenant, claim } = await claimedJob({ jobs }, newTenant(), reserved(10_000));
    await jobs.fail(claim, { now, error, generation: { ...sampleReport, cost_usd: null } });
    expect(await itemsOf(tables.accountTable, `$#${tenant}`)).toMatchObject([
      { priced: false, spent: 10_000 },
    ]);
  });

  test("runs outside generations lie in four items of their day", async () => {
    const tenant = newTenant();
    for (const chance of [0, 0.3, 0.6, 0.999_9]) {
      const backoff = { random: () => chance, sleep: async () => {} };
      const usage = dynamodbUsageStore({ ...tables, backoff });
      await usage.addRuns(tenant, sampleDay, { count: 1, cpuMs: 2 });
    }
    const items = await itemsOf(tables.accountTable, `B#${tenant}`);
    expect(items.map(({ sk }) => sk)).toEqual([0, 1, 2, 3].map((n) => `${sampleDay}#runs#${n}`));
    expect(items[0]).toMatchObject({ schemaVersion: 1, runs: 1, cpu_ms: 2 });
  });

  test("a key is not found any more once its time is over, though it is still stored", async () => {
    const tenant = newTenant();
    const idempotency = { key: "c".repeat(64), body: "d".repeat(64) };
    await storeAt().accept(acceptedJob(tenant), sampleRequest, { ...anyTerms, idempotency });
    const findAt = (second: number) =>
      dynamodbIdempotencyStore({ ...tables, clock: clockAt(second) }).find(tenant, idempotency.key);
    expect(await findAt(day - 1)).toMatchObject({ body: idempotency.body });
    expect(await findAt(day)).toBeUndefined();
  });
});

describe("a job's item", () => {
  test("takes less than 1 KB with all that a running job has, so that a poll stays cheap", async () => {
    const jobs = storeAt();
    const subject = crypto.randomUUID();
    const { tenant, job, claim } = await claimedJob({ jobs }, newTenant(), {
      ...reserved(500_000),
      subject,
      requestId: crypto.randomUUID(),
    });
    const model = "claude-sonnet-4-5-20250929";
    const generation = {
      model_used: model,
      tokens_used: 123_456,
      generation_time_ms: 123_456,
      cost_usd: 0.123_456,
      attempts: 3,
      usage: { input: 100_000, cached: 10_000, output: 13_456, reasoning: 3_456 },
      unknown_calls: 1,
      sandbox: { runs: 120, cpu_ms: 12_345 },
    };
    const call = sampleCall({
      model,
      microUsd: 123_456,
      tokens: { input: 50_000, output: 32_768 },
    });
    const events = [{ name: "stage", data: { stage: "provider", attempt: 4 } }] as const;
    const step = { stage: "provider", attempt: 4, now: instant(2), events } as const;
    await jobs.advance(claim, { ...step, generation, call });
    const { Item = {} } = await tables.client.send(
      new GetCommand({
        TableName: tables.workTable,
        Key: { pk: `J#${tenant}#${job.id}`, sk: "J" },
      }),
    );
    expect(itemBytes(Item)).toBeLessThan(1_024);
  });

  test("of an earlier layout is read and ended, and no ticket opens its events", async () => {
    const jobs = storeAt();
    const { tenant, job, claim } = await claimedJob({ jobs });
    await changeJob(job, "REMOVE ticketKey");
    const { ticketKey: _, fence: __, ...rest } = job;
    const [one, other] = [await jobs.get(tenant, job.id), await jobs.get(tenant, job.id)];
    expect(one).toMatchObject({
      ...rest,
      status: "running",
      dueAt: instant(51),
      updated_at: instant(1),
    });
    expect(one?.ticketKey).toMatch(/^[\w-]{43}$/);
    expect(one?.ticketKey).not.toBe(other?.ticketKey);
    await jobs.fail({ ...claim }, { now, error });
    expect(await jobs.get(tenant, job.id)).toMatchObject({ status: "failed" });
  });

  test("of an earlier layout has replies for people to read, but not to go on from", async () => {
    const jobs = storeAt();
    const { tenant, job, claim } = await claimedJob({ jobs });
    const reply = sampleReply();
    await tables.client.send(
      new PutCommand({
        TableName: tables.workTable,
        Item: {
          pk: `J#${tenant}#${job.id}`,
          sk: "K#000001#000001#reply",
          schemaVersion: 1,
          reply: JSON.stringify(reply),
        },
      }),
    );
    expect(await jobs.listAttempts(tenant, job.id)).toEqual([reply]);
    expect(await jobs.replies(claim)).toEqual([]);
  });

  test("that cannot be read is ended by the sweeper, and what it may have cost is counted", async () => {
    const jobs = storeAt();
    const { tenant, job } = await claimedJob({ jobs }, newTenant(), reserved(10_000));
    await changeJob(job, "SET schemaVersion = :two, generation = :text, stage = :text", {
      ":two": 2,
      ":text": "not JSON",
    });
    await expect(jobs.get(tenant, job.id)).rejects.toThrow("schemaVersion 2");
    const due = { tenant, id: job.id, dueAt: instant(51) };
    expect(await jobs.abandon(due, { now, error })).toBe(true);
    expect(await itemsOf(tables.accountTable, `B#${tenant}`)).toMatchObject([
      { committed: 10_000, spent: 10_000, gen_failed: 1 },
    ]);
    expect(await itemsOf(tables.workTable, `G#${tenant}`)).not.toHaveProperty("0.jobs");
  });
});
