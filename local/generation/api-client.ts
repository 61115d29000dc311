import * as z from "zod";
import type { JobId } from "#schemas/identifiers.ts";
import { Job } from "#schemas/job.ts";
import type { JobEvent } from "#schemas/job-event.ts";
import { GeneratedNode } from "#schemas/node.ts";
import { type ErrorCode, Problem, type ProblemDetail } from "#schemas/problem.ts";
import { followJob } from "./follow-job.ts";

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
  /** Wait before events that broke off are asked for again. Defaults to a second. */
  readonly retryMs?: number;
}

const Accepted = z.object({ job: Job });

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
  const open = (after: number) => openEvents(id, after, options);
  await followJob({ ...options, open });
  const job = Job.parse(await call(options, `/api/jobs/${id}`));
  if (job.error) throw new GenerationFailed(job.error, job.id);
  if (!job.result) throw new Error(`job ${job.id} ended as ${job.status}, without a node`);
  return GeneratedNode.parse(await call(options, `${nodes}/${job.result.nodeId}`));
}

function openEvents(id: JobId, after: number, options: ApiOptions): Promise<Response> {
  const read = after < 0 ? {} : { "last-event-id": String(after) };
  const headers = { accept: "text/event-stream", ...read };
  return send(options, `/api/jobs/${id}/events`, { headers });
}

async function call(options: ApiOptions, path: string, init: RequestInit = {}): Promise<unknown> {
  return (await send(options, path, init)).json();
}

/** @throws GenerationFailed with the problem of an answer that is one */
async function send({ url, token }: ApiOptions, path: string, init: RequestInit) {
  const headers = { ...init.headers, authorization: `Bearer ${token}` };
  const response = await fetch(`${url}${path}`, { ...init, headers });
  if (response.ok) return response;
  throw new GenerationFailed(Problem.parse(await response.json()));
}
