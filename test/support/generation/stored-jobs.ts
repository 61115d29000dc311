import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "vitest";
import type { GenerationMessage } from "#schemas/job.ts";
import { dynamodbJobStore } from "#shared/aws/dynamodb-job-store.ts";
import { dynamodbNodeStore } from "#shared/aws/dynamodb-node-store.ts";
import { dynamodbUsageStore } from "#shared/aws/dynamodb-usage-store.ts";
import { tokenCalibration } from "#shared/generation/context/token-calibration.ts";
import type { GenerationServices } from "#shared/generation/generation-services.ts";
import { acceptGeneration } from "#shared/jobs/accept-generation.ts";
import { sweepJobs } from "#shared/jobs/sweep-jobs.ts";
import type { PromptLibrary } from "#shared/patterns/prompt-library.ts";
import type { LocalTables } from "../aws/local-tables.ts";
import { accepting } from "../jobs/accepting.ts";
import { newNodeId, newTenant } from "../stores/node-samples.ts";
import { plainSandbox } from "./plain-sandbox.ts";

export const leaseMs = 50_000;
/** One job fills a tenant's places, so that one that is not given back is found out. */
const limits = { ...accepting.limits, mostInFlight: 1 };
const day = "2031-02-03";

/** One tenant's job in the real tables, with the time and the queue in a test's hand. */
export async function storedJob(tables: LocalTables, library: PromptLibrary) {
  const tenant = newTenant();
  const at = { ms: Date.parse(`${day}T04:05:06.000Z`) };
  const clock = { now: () => new Date(at.ms) };
  const { client, workTable, nodesTable, accountTable } = tables;
  const jobs = dynamodbJobStore({ client, workTable, nodesTable, accountTable, clock });
  const nodes = dynamodbNodeStore({ client, nodesTable });
  const usage = dynamodbUsageStore({ client, accountTable });
  const queue: GenerationMessage[] = [];
  const send = async (message: GenerationMessage) => {
    queue.push(message);
  };

  const accept = () =>
    acceptGeneration(
      {
        caller: { tenant, subject: "ada", roles: ["user"] },
        request: { request: "Convert degrees Celsius to Fahrenheit" },
      },
      {
        ...accepting,
        limits,
        jobs,
        clock,
        queue: { send },
        newId: newNodeId,
        leaseMs,
        providerConfigured: true,
        onSendFailure: () => {},
      },
    );
  const { job } = await accept();
  const message: GenerationMessage = { schemaVersion: 1, tenant, jobId: job.id };

  const services: Omit<GenerationServices, "provider"> = {
    jobs,
    nodes,
    references: nodes,
    sandbox: plainSandbox,
    clock,
    calibration: tokenCalibration(),
    libraryFor: () => library,
    sleep: async () => {},
    onFault: () => {},
    onSummary: () => {},
    limits: {
      leaseMs,
      budgetMs: 60_000,
      providerTimeoutMs: 30_000,
      budgetTokens: 1_000_000,
      budgetUsd: 10,
    },
  };

  const read = async () => {
    const stored = await jobs.get(tenant, job.id);
    if (stored === undefined) throw new Error("the job is gone");
    return stored;
  };

  return {
    at,
    job,
    jobs,
    message,
    services,
    accept,
    read,
    node: () => nodes.get(tenant, job.nodeId),
    /** What the sweeper sends again now. */
    async sweep() {
      queue.length = 0;
      await sweepJobs({
        jobs,
        queue: { send },
        clock,
        onFault: (error) => expect.fail(`${error}`),
      });
      return queue.filter(({ jobId }) => jobId === job.id);
    },
    cancel: () => jobs.cancel({ tenant, id: job.id }, { now: clock.now().toISOString() }),
    /** Events in their order, which must have no gap; the place is free; the money is booked once. */
    async requireSettled(outcome: "succeeded" | "failed" | "cancelled") {
      const { seq, status, generation, call, dueAt } = await read();
      expect({ status, call, dueAt }).toEqual({ status: outcome });
      const events = await jobs.listEvents(tenant, job.id, { after: -1, limit: 200 });
      expect(events.map((event) => event.seq)).toEqual([...Array(seq + 1).keys()]);
      const ends = events.filter(({ name }) => name === outcome);
      expect(ends).toEqual([events.at(-1)]);

      const places = new GetCommand({
        TableName: workTable,
        Key: { pk: `G#${tenant}`, sk: "G" },
        ConsistentRead: true,
      });
      expect((await client.send(places)).Item?.jobs).toBeUndefined();
      const lines = await client.send(
        new QueryCommand({
          TableName: accountTable,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": `$#${tenant}` },
        }),
      );
      expect(lines.Items).toHaveLength(1);
      const [booked, ...others] = await usage.days(tenant, { from: day, to: "2031-02-04" });
      expect(others).toEqual([]);
      expect(booked?.generations[outcome]).toBe(1);
      expect(booked?.reserved_usd).toBe(0);
      expect(booked?.cost_usd).toBeCloseTo(generation?.cost_usd ?? 0, 5);
      expect(booked?.unknown_calls).toBe(generation?.unknown_calls ?? 0);
      return { events, generation, booked };
    },
  };
}

export type StoredJob = Awaited<ReturnType<typeof storedJob>>;
