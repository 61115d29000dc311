import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import type { JobId } from "#schemas/identifiers.ts";
import { Job } from "#schemas/job.ts";
import { type JobEvent, JobEvents } from "#schemas/job-event.ts";
import { GeneratedNode } from "#schemas/node.ts";
import { type ErrorCode, Problem, type ProblemDetail } from "#schemas/problem.ts";

/** Why no node came: the service's own words. */
export class GenerationFailed extends Error {
  override readonly name = "GenerationFailed";
  readonly code: ErrorCode;
  readonly errors: readonly ProblemDetail[];
  /** The job, where one was accepted. */
  readonly jobId: JobId | undefined;

  constructor(
    problem: { code: ErrorCode; detail: string; errors?: ProblemDetail[] | undefined },
    jobId?: JobId,
  ) {
    super(problem.detail);
    this.code = problem.code;
    this.errors = problem.errors ?? [];
    this.jobId = jobId;
  }
}

/** A node to be made of a sentence, or one that is there to be changed by it. */
export interface Sentence {
  readonly text: string;
  /** Id of the node to be changed. */
  readonly refines?: string | undefined;
}

interface ApiOptions {
  readonly url: string;
  readonly token: string;
  /** Told of each thing that happens in the job, in order. */
  readonly onEvent: (event: JobEvent) => void;
}

const Accepted = z.object({ job: Job });
const pollMs = 250;

/** Makes or changes a node, as any client of the API would. @throws GenerationFailed */
export async function generateNode(
  { text, refines }: Sentence,
  options: ApiOptions,
): Promise<GeneratedNode> {
  const nodes = "/api/generated-nodes";
  const accepted = await call(
    options,
    refines === undefined ? `${nodes}/generate` : `${nodes}/${encodeURIComponent(refines)}/refine`,
    {
      method: "POST",
      headers: { prefer: "respond-async", "content-type": "application/json" },
      body: JSON.stringify(refines === undefined ? { request: text } : { feedback: text }),
    },
  );
  const { id } = Accepted.parse(accepted).job;
  await follow(id, options);
  const job = Job.parse(await call(options, `/api/jobs/${id}`));
  if (job.error) throw new GenerationFailed(job.error, job.id);
  if (!job.result) throw new Error(`job ${job.id} ended as ${job.status}, without a node`);
  return GeneratedNode.parse(await call(options, `${nodes}/${job.result.nodeId}`));
}

/** Until the job's last event. */
async function follow(id: JobId, options: ApiOptions): Promise<void> {
  for (let after = -1; ; ) {
    const answer = await call(options, `/api/jobs/${id}/events?after=${after}`);
    const { events, ended } = JobEvents.parse(answer);
    events.forEach(options.onEvent);
    if (ended) return;
    after = events.at(-1)?.seq ?? after;
    if (events.length === 0) await delay(pollMs);
  }
}

async function call({ url, token }: ApiOptions, path: string, init: RequestInit = {}) {
  const headers = { ...init.headers, authorization: `Bearer ${token}` };
  const response = await fetch(`${url}${path}`, { ...init, headers });
  const body: unknown = await response.json();
  if (response.ok) return body;
  throw new GenerationFailed(Problem.parse(body));
}
