import { TransactionConflictException } from "@aws-sdk/client-dynamodb";
import { QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dynamodbJobStore } from "#shared/aws/dynamodb-job-store.ts";
import { dynamodbNodeStore } from "#shared/aws/dynamodb-node-store.ts";
import { itemBytes } from "#shared/aws/stored-item.ts";
import {
  answerLost,
  cancelled,
  type Fault,
  type Faults,
  recordedBackoff,
  withFaults,
} from "../../support/aws/faults.ts";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";
import {
  acceptedJob,
  anyTerms,
  sampleReport,
  sampleRequest,
} from "../../support/stores/job-samples.ts";
import { claimedJob, leaseAt } from "../../support/stores/job-store-contract.ts";
import { firstWrite, instant, newTenant } from "../../support/stores/node-samples.ts";

let tables: LocalTables;
let faults: Faults;

beforeAll(async () => {
  tables = await startLocalTables();
  faults = withFaults(tables.client);
});

afterAll(() => tables.stop());

const day = 24 * 60 * 60;

const setUp = (second = 0) => {
  const backoff = recordedBackoff();
  const clock = { now: () => new Date(instant(second)) };
  const jobs = dynamodbJobStore({ ...tables, backoff, clock });
  return { backoff, jobs, nodes: dynamodbNodeStore({ ...tables, backoff }) };
};

const operationsDuring = async (work: () => Promise<unknown>) => {
  const before = faults.requests.length;
  await work();
  return faults.requests.slice(before).map(({ operation }) => operation);
};

const pass: Fault = (next) => next();

describe("requests and items", () => {
  test("each access asks for no more than its grant", async () => {
    const { jobs } = setUp();
    const tenant = newTenant();
    const job = acceptedJob(tenant);
    expect(await operationsDuring(() => jobs.accept(job, sampleRequest, anyTerms))).toEqual([
      "TransactWriteItems",
    ]);
    expect(await operationsDuring(() => jobs.get(tenant, job.id))).toEqual(["GetItem"]);
    expect(await operationsDuring(() => jobs.due(instant(0), 5))).toEqual(Array(4).fill("Query"));
    const due = { ...job, dueAt: instant(60) };
    expect(await operationsDuring(() => jobs.postpone(due, instant(61)))).toEqual(["UpdateItem"]);
    const reason = { now: instant(62), error: { code: "unavailable", detail: "" } } as const;
    expect(
      await operationsDuring(() => jobs.abandon({ ...due, dueAt: instant(61) }, reason)),
    ).toEqual(["GetItem", "TransactWriteItems"]);
    const { claim } = await claimedJob({ jobs }, tenant);
    const step = { stage: "check", attempt: 1, now: instant(2) } as const;
    const events = [{ name: "stage", data: { stage: "check", attempt: 1 } }] as const;
    expect(await operationsDuring(() => jobs.advance(claim, { ...step, events }))).toEqual([
      "TransactWriteItems",
    ]);
    const sameClaim = { ...claim };
    expect(await operationsDuring(() => jobs.advance(sameClaim, { ...step, events }))).toEqual([
      "GetItem",
      "TransactWriteItems",
    ]);
    expect(await operationsDuring(() => jobs.heartbeat(claim, leaseAt(3)))).toEqual(["UpdateItem"]);
    const node = firstWrite({ id: job.nodeId });
    await jobs.succeed(claim, { now: instant(9), node, generation: sampleReport });
    const actions = faults.requests.flatMap(({ input }) =>
      Object.values(Reflect.get(input, "TransactItems") ?? {}).flatMap((item) =>
        Object.keys(Object(item)),
      ),
    );
    expect([...new Set(actions)].toSorted()).toEqual(["Put", "Update"]);
  });

  test("a job lies in the table as the data model says, and goes after seven days", async () => {
    const { jobs } = setUp();
    const { tenant, job, claim } = await claimedJob({ jobs });
    await jobs.release(claim, { now: instant(4), dueAt: instant(90) });
    const { Items = [] } = await tables.client.send(
      new QueryCommand({
        TableName: tables.workTable,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": `J#${tenant}#${job.id}` },
      }),
    );
    expect(Items.map(({ sk }) => sk)).toEqual(["E#000000", "E#000001", "J", "Q"]);
    const [accepted, requeued, stored = {}, request] = Items;
    expect(accepted).toMatchObject({ seq: 0, name: "stage", data: '{"stage":"queued"}' });
    expect(requeued).toMatchObject({ seq: 1, name: "requeued", at: instant(4) });
    expect(request).toMatchObject({ request: JSON.stringify(sampleRequest) });
    expect(stored).toMatchObject({
      gd: expect.stringMatching(/^DUE#[0-3]$/),
      ga: instant(90),
      expiresAt: Date.parse(instant(0)) / 1000 + 7 * day,
      schemaVersion: 1,
    });
    expect(stored).not.toHaveProperty("leaseUntil");
    expect(itemBytes(stored)).toBeLessThan(1_024);
  });

  test("what has expired is absent, though it is still stored", async () => {
    const tenant = newTenant();
    const job = acceptedJob(tenant);
    await setUp().jobs.accept(job, sampleRequest, anyTerms);
    const { jobs } = setUp(7 * day);
    expect(await jobs.get(tenant, job.id)).toBeUndefined();
    expect(await jobs.claim(tenant, job.id, leaseAt(7 * day))).toBeUndefined();
    expect(await setUp(7 * day - 1).jobs.get(tenant, job.id)).toEqual(job);
  });

  test("what has expired can still be ended, so that it does not stay due", async () => {
    const job = acceptedJob(newTenant());
    await setUp().jobs.accept(job, sampleRequest, anyTerms);
    const { jobs } = setUp(7 * day);
    const due = { ...job, dueAt: instant(60) };
    expect(await jobs.postpone(due, instant(99))).toEqual({ created_at: instant(0) });
    const reason = { now: instant(99), error: { code: "unavailable", detail: "" } } as const;
    expect(await jobs.abandon({ ...due, dueAt: instant(99) }, reason)).toBe(true);
    const left = await jobs.due(instant(7 * day), 1_000);
    expect(left.filter(({ id }) => id === job.id)).toEqual([]);
  });

  test("a claim is had though its request cannot be read", async () => {
    const { jobs } = setUp();
    const job = acceptedJob(newTenant());
    await jobs.accept(job, sampleRequest, anyTerms);
    await tables.client.send(
      new UpdateCommand({
        TableName: tables.workTable,
        Key: { pk: `J#${job.tenant}#${job.id}`, sk: "Q" },
        UpdateExpression: "SET schemaVersion = :next",
        ExpressionAttributeValues: { ":next": 2 },
      }),
    );
    const taken = await jobs.claim(job.tenant, job.id, leaseAt(1));
    if (taken === undefined) throw new Error("the job cannot be claimed");
    await expect(jobs.request(taken.claim)).rejects.toThrow("schemaVersion 2");
    await jobs.fail(taken.claim, { now: instant(2), error: { code: "internal", detail: "" } });
    expect(await jobs.get(job.tenant, job.id)).toMatchObject({ status: "failed", fence: 1 });
  });

  test("a request over 350 KB is refused before anything is written", async () => {
    const { jobs } = setUp();
    const job = acceptedJob(newTenant());
    const examples = [{ inputs: { text: "x".repeat(360_000) }, output: null }];
    const large = jobs.accept(job, { request: "large", context: { examples } }, anyTerms);
    await expect(large).rejects.toMatchObject({ code: "payload_too_large" });
    expect(await jobs.get(job.tenant, job.id)).toBeUndefined();
  });

  test("a reason of any length can be kept", async () => {
    const { jobs } = setUp();
    const { tenant, job, claim } = await claimedJob({ jobs });
    const long = "x".repeat(5_000);
    const errors = Array.from({ length: 80 }, () => ({ path: long, code: long, message: long }));
    const error = { code: "unavailable", detail: long, errors, retryAfterSeconds: 9 } as const;
    await jobs.fail(claim, { now: instant(2), error });
    const stored = (await jobs.get(tenant, job.id))?.error;
    expect(stored?.detail).toHaveLength(2_000);
    expect(stored?.retryAfterSeconds).toBe(9);
    expect(stored?.errors).toHaveLength(20);
    expect(stored?.errors?.[0]?.message).toHaveLength(300);
    expect(itemBytes({ error: JSON.stringify(stored) })).toBeLessThan(16 << 10);
  });
});

describe("faults", () => {
  test("get asks once more, consistently, for what an eventual read does not show", async () => {
    const { jobs } = setUp();
    const job = acceptedJob(newTenant());
    await jobs.accept(job, sampleRequest, anyTerms);
    const before = faults.requests.length;
    faults.inject(async () => ({}));
    expect(await jobs.get(job.tenant, job.id)).toEqual(job);
    expect(faults.requests.slice(before)).toMatchObject([
      { input: { ConsistentRead: false } },
      { input: { ConsistentRead: true } },
    ]);
  });

  test("succeed, asked again after its answer was lost, is done", async () => {
    const { jobs, nodes } = setUp();
    const { tenant, job, claim } = await claimedJob({ jobs });
    const node = firstWrite({ id: job.nodeId });
    const succeed = () => jobs.succeed(claim, { now: instant(9), node, generation: sampleReport });
    faults.inject(answerLost);
    await expect(succeed()).rejects.toThrow("socket hang up");
    await succeed();
    expect(await jobs.get(tenant, job.id)).toMatchObject({ status: "succeeded", seq: 1 });
    expect((await nodes.list(tenant, { deleted: false, limit: 5 })).items).toHaveLength(1);
  });

  test("a claim taken over just before its write loses, and writes no node", async () => {
    const { jobs, nodes } = setUp();
    const { tenant, job, claim } = await claimedJob({ jobs });
    faults.inject(async (next) => {
      await jobs.claim(tenant, job.id, leaseAt(60));
      return next();
    });
    const node = firstWrite({ id: job.nodeId });
    await expect(
      jobs.succeed(claim, { now: instant(61), node, generation: sampleReport }),
    ).rejects.toThrow("no longer held");
    expect(await nodes.get(tenant, job.nodeId)).toBeUndefined();
  });

  test("a step meets a transaction under way, and is tried again", async () => {
    const { jobs, backoff } = setUp();
    const { claim } = await claimedJob({ jobs });
    const conflict: Fault = () => {
      throw new TransactionConflictException({ message: "busy", $metadata: {} });
    };
    faults.inject(conflict, conflict);
    await jobs.heartbeat(claim, leaseAt(2));
    expect(backoff.waits).toEqual([50, 100]);

    faults.inject(cancelled("TransactionConflict", "None"));
    const events = [{ name: "stage", data: { stage: "check", attempt: 1 } }] as const;
    await jobs.advance(claim, { stage: "prove", attempt: 1, now: instant(3), events });
    expect(backoff.waits).toEqual([50, 100, 50]);

    faults.inject(...Array.from({ length: 7 }, () => conflict));
    await expect(jobs.heartbeat(claim, leaseAt(4))).rejects.toThrow("busy");
  });

  test("a job that never holds still is our fault", async () => {
    const { jobs } = setUp();
    const { claim } = await claimedJob({ jobs });
    const refused = cancelled("ConditionalCheckFailed", "None");
    faults.inject(refused, ...Array.from({ length: 4 }, () => [pass, refused]).flat());
    const error = { code: "internal", detail: "" } as const;
    await expect(jobs.fail(claim, { now: instant(2), error })).rejects.toThrow("moved on");
  });

  test("an event that exists already is our fault", async () => {
    const { jobs } = setUp();
    const { claim } = await claimedJob({ jobs });
    faults.inject(cancelled("None", "ConditionalCheckFailed"));
    await expect(jobs.release(claim, { now: instant(2), dueAt: instant(3) })).rejects.toThrow(
      "refused for event",
    );
  });
});
