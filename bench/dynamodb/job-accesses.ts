import { dynamodbJobStore } from "#shared/aws/dynamodb-job-store.ts";
import type { Claim, JobRecord, JobStore } from "#shared/jobs/job-store.ts";
import type { LocalTables } from "../../test/support/aws/local-tables.ts";
import {
  acceptedJob,
  anyTerms,
  reserved,
  sampleCall,
  sampleReply,
  sampleReport,
  sampleRequest,
} from "../../test/support/stores/job-samples.ts";
import { firstWrite, instant, newTenant } from "../../test/support/stores/node-samples.ts";
import type { AccessCost, Meter } from "./access-meter.ts";
import { content15Kb } from "./node-accesses.ts";

const lease = { now: instant(1), leaseUntil: instant(51) };
const keyed = { ...anyTerms, idempotency: { key: "a".repeat(64), body: "b".repeat(64) } };
const clock = { now: () => new Date(instant(0)) };

const newJob = () => acceptedJob(newTenant(), reserved(500_000));

/** One job from its acceptance to its node. */
export async function jobAccesses(tables: LocalTables, meter: Meter): Promise<AccessCost[]> {
  const jobs = dynamodbJobStore({ ...tables, clock });
  const job = newJob();
  const due = { tenant: job.tenant, id: job.id, dueAt: instant(60) };
  const before = [
    await meter("accept job", () => jobs.accept(job, sampleRequest, anyTerms)),
    await meter("accept job, with a key", () => jobs.accept(newJob(), sampleRequest, keyed)),
    await meter("get job", () => jobs.get(job.tenant, job.id)),
    await meter("jobs due", () => jobs.due(instant(60), 200)),
    await meter("postpone job", () => jobs.postpone(due, instant(61))),
  ];
  const { cost, claim } = await meteredClaim(jobs, job, meter);
  return [...before, cost, ...(await whileItRuns(jobs, { job, claim }, meter))];
}

async function whileItRuns(
  jobs: JobStore,
  { job, claim }: { job: JobRecord; claim: Claim },
  meter: Meter,
): Promise<AccessCost[]> {
  const events = [{ name: "stage", data: { stage: "provider", attempt: 1 } }] as const;
  const step = { stage: "provider", attempt: 1, now: instant(2), events } as const;
  const reply = sampleReply({ reply: "r".repeat(12_000), prompt: "p".repeat(3_000) });
  const answer = { ...step, call: null, generation: sampleReport, reply };
  const node = firstWrite({ id: job.nodeId, content: content15Kb });
  const end = { now: instant(3), node, generation: sampleReport };
  return [
    await meter("request of a job", () => jobs.request(claim)),
    await meter("heartbeat", () =>
      jobs.heartbeat(claim, { now: instant(2), leaseUntil: instant(52) }),
    ),
    await meter("is the claim held", () => jobs.isHeld(claim)),
    await meter("advance job", () => jobs.advance(claim, step)),
    await meter("a call begins", () => jobs.advance(claim, { ...step, call: sampleCall() })),
    await meter("its reply of 15 KB", () => jobs.advance(claim, answer)),
    await meter("replies of a job", () => jobs.replies(claim)),
    await meter("events of a job", () =>
      jobs.listEvents(job.tenant, job.id, { after: -1, limit: 100 }),
    ),
    await meter("succeed, with its node", () => jobs.succeed(claim, end)),
  ];
}

async function meteredClaim(jobs: JobStore, job: JobRecord, meter: Meter) {
  let claim: Claim | undefined;
  const cost = await meter("claim job", async () => {
    claim = (await jobs.claim(job.tenant, job.id, lease))?.claim;
  });
  if (claim === undefined) throw new Error("the job could not be claimed");
  return { cost, claim };
}

/** A job that runs, for accesses that end it. */
export async function runningJob(jobs: JobStore): Promise<{ job: JobRecord; claim: Claim }> {
  const job = newJob();
  await jobs.accept(job, sampleRequest, anyTerms);
  const taken = await jobs.claim(job.tenant, job.id, lease);
  if (taken === undefined) throw new Error("the job could not be claimed");
  return { job, claim: taken.claim };
}
