import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import { Job } from "#schemas/job.ts";
import { GeneratedNode } from "#schemas/node.ts";
import { type ErrorCode, Problem, type ProblemDetail } from "#schemas/problem.ts";

/** Why no node came: the service's own words. */
export class GenerationFailed extends Error {
  override readonly name = "GenerationFailed";
  readonly code: ErrorCode;
  readonly errors: readonly ProblemDetail[];

  constructor(problem: { code: ErrorCode; detail: string; errors?: ProblemDetail[] | undefined }) {
    super(problem.detail);
    this.code = problem.code;
    this.errors = problem.errors ?? [];
  }
}

interface ApiOptions {
  readonly url: string;
  readonly token: string;
  /** Told of the job whenever its stage or attempt has changed. */
  readonly onProgress: (job: Job) => void;
}

const Accepted = z.object({ job: Job });
const pollMs = 250;

/** Makes a node of one sentence, as any client of the API would. @throws GenerationFailed */
export async function generateNode(sentence: string, options: ApiOptions): Promise<GeneratedNode> {
  const accepted = await call(options, "/api/generated-nodes/generate", {
    method: "POST",
    headers: { prefer: "respond-async", "content-type": "application/json" },
    body: JSON.stringify({ request: sentence }),
  });
  const job = await follow(Accepted.parse(accepted).job, options);
  if (job.error) throw new GenerationFailed(job.error);
  if (!job.result) throw new Error(`job ${job.id} ended as ${job.status}, without a node`);
  return GeneratedNode.parse(await call(options, `/api/generated-nodes/${job.result.nodeId}`));
}

async function follow(accepted: Job, options: ApiOptions): Promise<Job> {
  let job = accepted;
  options.onProgress(job);
  while (job.status === "queued" || job.status === "running") {
    await delay(pollMs);
    const next = Job.parse(await call(options, `/api/jobs/${job.id}`));
    const hasChanged = next.stage !== job.stage || next.attempt !== job.attempt;
    job = next;
    if (hasChanged) options.onProgress(job);
  }
  return job;
}

async function call({ url, token }: ApiOptions, path: string, init: RequestInit = {}) {
  const headers = { ...init.headers, authorization: `Bearer ${token}` };
  const response = await fetch(`${url}${path}`, { ...init, headers });
  const body: unknown = await response.json();
  if (response.ok) return body;
  throw new GenerationFailed(Problem.parse(body));
}
