import { DeleteCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dynamodbJobStore } from "#shared/aws/dynamodb-job-store.ts";
import { type Faults, withFaults } from "../../support/aws/faults.ts";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";
import { sampleJudgement, sampleReply } from "../../support/stores/job-samples.ts";
import { claimedJob } from "../../support/stores/job-store-contract.ts";
import { instant } from "../../support/stores/node-samples.ts";

let tables: LocalTables;
let faults: Faults;

beforeAll(async () => {
  tables = await startLocalTables();
  faults = withFaults(tables.client);
});

afterAll(() => tables.stop());

const setUp = async () => {
  const clock = { now: () => new Date(instant(0)) };
  const jobs = dynamodbJobStore({ ...tables, clock });
  const claimed = await claimedJob({ jobs });
  return { jobs, ...claimed, pk: `J#${claimed.tenant}#${claimed.job.id}` };
};

const requestsDuring = async (work: () => Promise<unknown>) => {
  const before = faults.requests.length;
  await work();
  return faults.requests.slice(before);
};

const events = [
  { name: "stage", data: { stage: "context", attempt: 1 } },
  { name: "stage", data: { stage: "provider", attempt: 1 } },
] as const;
const step = { stage: "provider", attempt: 1, now: instant(2), events } as const;
const all = { after: -1, limit: 200 };

describe("reading a job's parts", () => {
  test("takes one query each, the events' at half price", async () => {
    const { jobs, tenant, job, claim } = await setUp();
    await jobs.advance(claim, { ...step, reply: sampleReply(), judgement: sampleJudgement() });
    const ofEvents = await requestsDuring(() => jobs.listEvents(tenant, job.id, all));
    expect(ofEvents).toMatchObject([{ operation: "Query", input: { ConsistentRead: false } }]);
    const ofAttempts = await requestsDuring(() => jobs.listAttempts(tenant, job.id));
    expect(ofAttempts).toMatchObject([{ operation: "Query", input: { ConsistentRead: true } }]);
  });

  test("asks again, consistently, where an event is missing between others", async () => {
    const { jobs, tenant, job, claim, pk } = await setUp();
    await jobs.advance(claim, step);
    const lagging = async (next: () => Promise<object>) => {
      const { Items, ...answer } = { Items: [], ...(await next()) };
      return { ...answer, Items: [...Items].filter((_, index) => index !== 1) };
    };
    faults.inject(lagging);
    const requests = await requestsDuring(async () => {
      const told = await jobs.listEvents(tenant, job.id, all);
      expect(told.map(({ seq }) => seq)).toEqual([0, 1, 2]);
    });
    expect(requests.map(({ input }) => Reflect.get(input, "ConsistentRead"))).toEqual([
      false,
      true,
    ]);
    // Lost for good: what is left is told, and nothing is asked without end.
    await tables.client.send(
      new DeleteCommand({ TableName: tables.workTable, Key: { pk, sk: "E#000001" } }),
    );
    const left = await jobs.listEvents(tenant, job.id, all);
    expect(left.map(({ seq }) => seq)).toEqual([0, 2]);
  });

  test("reads events that were stored without their attempt, and no others that do not fit", async () => {
    const { jobs, tenant, job, pk } = await setUp();
    const put = (sk: string, item: object) =>
      tables.client.send(
        new PutCommand({
          TableName: tables.workTable,
          Item: { pk, sk, schemaVersion: 1, at: instant(1), ...item },
        }),
      );
    await put("E#000001", { seq: 1, name: "stage", data: '{"stage":"check"}' });
    const told = await jobs.listEvents(tenant, job.id, all);
    expect(told.at(-1)).toMatchObject({ seq: 1, data: { stage: "check" } });
    await put("E#000002", { seq: 2, name: "stage", data: '{"secret":"planted"}' });
    const reading = jobs.listEvents(tenant, job.id, all);
    await expect(reading).rejects.toThrow("E#000002");
    await expect(reading).rejects.not.toThrow("planted");
  });

  test("a transcript lies with its job, by claim and attempt, and goes when the job does", async () => {
    const { jobs, claim, pk } = await setUp();
    await jobs.advance(claim, { ...step, reply: sampleReply(), judgement: sampleJudgement() });
    const { Items = [] } = await tables.client.send(
      new QueryCommand({
        TableName: tables.workTable,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :k)",
        ExpressionAttributeValues: { ":pk": pk, ":k": "K#" },
      }),
    );
    expect(Items.map(({ sk }) => sk)).toEqual(["K#000001#judgement", "K#000001#reply"]);
    const day = 24 * 60 * 60;
    expect(Items.map(({ expiresAt }) => expiresAt)).toEqual([
      Date.parse(instant(3)) / 1_000 + 7 * day,
      Date.parse(instant(2)) / 1_000 + 7 * day,
    ]);
  });
});
