import { setTimeout } from "node:timers/promises";
import * as z from "zod";
import { Job, type JobStatus } from "#schemas/job.ts";
import { JobEvents } from "#schemas/job-event.ts";

/** What became of one request. */
export interface Outcome {
  readonly tenant: string;
  readonly jobId: string;
  readonly nodeId: string | undefined;
  readonly status: JobStatus | "lost";
  readonly code: string | undefined;
  /** From the first time it was sent until it was accepted: it may have been refused meanwhile. */
  readonly admittedMs: number;
  /** From accepted to taken by a worker. */
  readonly waitMs: number | undefined;
  /** From accepted to ended. */
  readonly totalMs: number;
  /** Times it was refused before, by a limit of its tenant. */
  readonly refusals: number;
  /** Whether sending it again under the same key gave another job. */
  readonly doubled: boolean;
}

export interface UserOptions {
  readonly url: string;
  readonly tenant: string;
  readonly token: string;
  /** Epoch milliseconds after which a job that has not ended is lost. */
  readonly deadline: number;
  /** Whether this request is sent twice under one key. */
  readonly sendTwice: boolean;
  readonly key: string;
}

const pollMs = 3_000;

/** Asks for one node without waiting for it, and follows its job to the end. */
export async function askForNode(options: UserOptions): Promise<Outcome> {
  const started = Date.now();
  const { job, refusals } = await submit(options);
  const admittedMs = Date.now() - started;
  const again = options.sendTwice ? await submit(options) : undefined;
  const ended = await follow(options, job);
  const { tenant } = options;
  return {
    tenant,
    jobId: job.id,
    nodeId: ended?.result?.nodeId,
    status: ended?.status ?? "lost",
    code: ended?.error?.code,
    admittedMs,
    waitMs: await waitOf(options, job),
    totalMs: Date.parse(ended?.updated_at ?? new Date().toISOString()) - Date.parse(job.created_at),
    refusals,
    doubled: again !== undefined && again.job.id !== job.id,
  };
}

const Accepted = z.object({ job: Job });

async function submit(options: UserOptions): Promise<{ job: Job; refusals: number }> {
  for (let refusals = 0; ; refusals += 1) {
    const response = await call(options, "POST", "/api/generated-nodes/generate", {
      request: "Convert a temperature from degrees Celsius to degrees Fahrenheit",
    });
    if (response.status === 202)
      return { job: Accepted.parse(await response.json()).job, refusals };
    const text = await response.text();
    const busy = response.status === 429 || response.status === 503;
    if (!busy || Date.now() > options.deadline) {
      throw new Error(`${options.tenant}: ${response.status} ${text.slice(0, 300)}`);
    }
    const seconds = Number(response.headers.get("retry-after") ?? 1);
    await setTimeout(seconds * 1_000 * (0.5 + Math.random()));
  }
}

async function follow(options: UserOptions, { id }: Job): Promise<Job | undefined> {
  while (Date.now() < options.deadline) {
    await setTimeout(pollMs * (0.8 + Math.random() * 0.4));
    const response = await call(options, "GET", `/api/jobs/${id}`);
    if (!response.ok) continue;
    const job = Job.parse(await response.json());
    if (job.status !== "queued" && job.status !== "running") return job;
  }
  return undefined;
}

/** By the job's own events: the first after it was accepted is that a worker has begun. */
async function waitOf(options: UserOptions, job: Job): Promise<number | undefined> {
  while (Date.now() < options.deadline) {
    const response = await call(options, "GET", `/api/jobs/${job.id}/events?limit=5`);
    if (response.ok) {
      const { events } = JobEvents.parse(await response.json());
      const began = events.find(({ seq }) => seq > 0);
      return began && Date.parse(began.at) - Date.parse(job.created_at);
    }
    // Who asks too much is refused here too.
    await setTimeout(pollMs);
  }
  return undefined;
}

const call = ({ url, token, key }: UserOptions, method: string, path: string, body?: object) =>
  fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      accept: "application/json",
      ...(body && {
        "content-type": "application/json",
        prefer: "respond-async",
        "idempotency-key": key,
      }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
