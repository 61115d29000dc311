import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { dynamodbJobStore } from "#shared/aws/dynamodb-job-store.ts";
import { dynamodbNodeStore } from "#shared/aws/dynamodb-node-store.ts";
import type { Claim, JobRecord, JobStore } from "#shared/jobs/job-store.ts";
import type { NodeStore, NodeWrite } from "#shared/nodes/node-store.ts";
import { type LocalTables, startLocalTables } from "../test/support/aws/local-tables.ts";
import {
  acceptedJob,
  anyTerms,
  sampleReport,
  sampleRequest,
} from "../test/support/stores/job-samples.ts";
import {
  firstWrite,
  instant,
  newTenant,
  nextWrite,
  sampleContent,
} from "../test/support/stores/node-samples.ts";

/** What one access asks of DynamoDB; units as `ReturnConsumedCapacity` tells them. */
export interface AccessCost {
  readonly access: string;
  readonly requests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

/**
 * Runs each access once against a fresh local DynamoDB, with nodes of about 15 KB and lists of 50.
 * The units are those the local engine counts by AWS's rules from the sizes of items, indexes
 * included; an AWS account's bill is the last word.
 */
export async function dynamodbAccesses(): Promise<AccessCost[]> {
  const tables = await startLocalTables();
  try {
    const meter = metered(tables.client);
    return [...(await nodeAccesses(tables, meter)), ...(await jobAccesses(tables, meter))];
  } finally {
    await tables.stop();
  }
}

type Meter = (access: string, run: () => Promise<unknown>) => Promise<AccessCost>;

const Capacity = z.object({ CapacityUnits: z.number() });
const Consumed = z.union([Capacity.transform((one) => [one]), z.array(Capacity)]);
const reads = new Set(["QueryCommand", "GetItemCommand", "BatchGetItemCommand"]);

/** Asks every request of this client for what it consumed, and adds it up. */
function metered(client: DynamoDBDocumentClient): Meter {
  let spent = { requests: 0, readUnits: 0, writeUnits: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: "INDEXES" });
      const result = await next(args);
      const consumed = Consumed.parse(Reflect.get(Object(result.output), "ConsumedCapacity"));
      const units = consumed.reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
      const isRead = reads.has(String(context.commandName));
      spent = {
        requests: spent.requests + 1,
        readUnits: spent.readUnits + (isRead ? units : 0),
        writeUnits: spent.writeUnits + (isRead ? 0 : units),
      };
      return result;
    },
    { step: "initialize", priority: "high", name: "meter" },
  );
  return async (access, run) => {
    spent = { requests: 0, readUnits: 0, writeUnits: 0 };
    await run();
    return { access, ...spent };
  };
}

/** 15 KB of content, most of it code, as a large generated node has. */
const content15Kb = sampleContent({
  execution_code: `// ${"x".repeat(9_800)}\nasync function execute() { return {}; }`,
  input_schema: { type: "object", description: "s".repeat(2_000) },
  tests: [{ name: "one", inputs: { text: "t".repeat(2_300) }, expected: null }],
});

async function nodeAccesses(tables: LocalTables, meter: Meter): Promise<AccessCost[]> {
  const store = dynamodbNodeStore(tables);
  const tenant = newTenant();
  const other = newTenant();
  const first = firstWrite({ content: content15Kb });
  const second = nextWrite(first);
  const { id } = first.head;
  const mark = { at: instant(99), by: "ada", purgeDay: "2031-01-31" };
  await fillList(store, other);
  return [
    await meter("create node", () => store.write(tenant, first)),
    await meter("update node", () => store.write(tenant, second)),
    await meter("get node", () => store.get(tenant, id)),
    await meter("list 50 nodes", () => store.list(other, { deleted: false, limit: 50 })),
    await meter("list by category, 50", () =>
      store.list(other, { deleted: false, category: "Data", limit: 50 }),
    ),
    await meter("search 50 nodes for text", () =>
      store.list(other, { deleted: false, q: "nowhere", limit: 50 }),
    ),
    await meter("list versions", () => store.listVersions(tenant, id, { limit: 50 })),
    await meter("get version", () => store.getVersion(tenant, id, 1)),
    await meter("delete node", () => store.delete(tenant, id, mark)),
    await meter("undelete node", () =>
      store.undelete(tenant, { head: second.head, content: second.content }, mark),
    ),
  ];
}

async function fillList(store: NodeStore, tenant: ReturnType<typeof newTenant>): Promise<void> {
  const writes: NodeWrite[] = Array.from({ length: 50 }, (_, at) => firstWrite({ at }));
  for (const write of writes) await store.write(tenant, write);
}

const lease = { now: instant(1), leaseUntil: instant(51) };

async function jobAccesses(tables: LocalTables, meter: Meter): Promise<AccessCost[]> {
  const clock = { now: () => new Date(instant(0)) };
  const jobs = dynamodbJobStore({ ...tables, clock });
  const job = acceptedJob(newTenant());
  const due = { tenant: job.tenant, id: job.id, dueAt: instant(60) };
  const events = [{ name: "stage", data: { stage: "provider" } }] as const;
  const step = { stage: "provider", attempt: 1, now: instant(2), events } as const;
  const node = firstWrite({ id: job.nodeId, content: content15Kb });
  const end = { now: instant(3), node, generation: sampleReport };
  const before = [
    await meter("accept job", () => jobs.accept(job, sampleRequest, anyTerms)),
    await meter("get job", () => jobs.get(job.tenant, job.id)),
    await meter("jobs due", () => jobs.due(instant(60), 200)),
    await meter("postpone job", () => jobs.postpone(due, instant(61))),
  ];
  const { cost, claim } = await meteredClaim(jobs, job, meter);
  const after = [
    await meter("request of a job", () => jobs.request(claim)),
    await meter("heartbeat", () =>
      jobs.heartbeat(claim, { now: instant(2), leaseUntil: instant(52) }),
    ),
    await meter("advance job", () => jobs.advance(claim, step)),
    await meter("succeed, with its node", () => jobs.succeed(claim, end)),
  ];
  return [...before, cost, ...after, ...(await otherEndings(jobs, meter))];
}

async function meteredClaim(jobs: JobStore, job: JobRecord, meter: Meter) {
  let claim: Claim | undefined;
  const cost = await meter("claim job", async () => {
    claim = (await jobs.claim(job.tenant, job.id, lease))?.claim;
  });
  if (claim === undefined) throw new Error("the job could not be claimed");
  return { cost, claim };
}

async function otherEndings(jobs: JobStore, meter: Meter): Promise<AccessCost[]> {
  const claimed = async () => {
    const job = acceptedJob(newTenant());
    await jobs.accept(job, sampleRequest, anyTerms);
    const taken = await jobs.claim(job.tenant, job.id, lease);
    if (taken === undefined) throw new Error("the job could not be claimed");
    return taken.claim;
  };
  const [failing, returned] = [await claimed(), await claimed()];
  const error = { code: "generation_failed", detail: "None of the drafts was correct." } as const;
  return [
    await meter("fail job", () => jobs.fail(failing, { now: instant(2), error })),
    await meter("release job", () =>
      jobs.release(returned, { now: instant(2), dueAt: instant(90) }),
    ),
  ];
}
