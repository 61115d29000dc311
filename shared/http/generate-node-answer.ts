import type { Job } from "#schemas/job.ts";
import type { GenerateNodeResult } from "../jobs/generate-node.ts";
import { etagOf } from "../nodes/etag.ts";

interface AnswerOptions {
  readonly basePath: string;
  readonly respondAsync: boolean;
}

/** 201 with the node and where it is, or 202 with the job to follow. */
export function generateNodeAnswer(result: GenerateNodeResult, options: AnswerOptions) {
  if (result.kind === "job") {
    return jobAnswer("Node generation accepted", result.job, options);
  }
  const { node, generation } = result;
  const location = `${options.basePath}/api/generated-nodes/${node.id}`;
  return {
    status: 201 as const,
    headers: { location, etag: etagOf(node) },
    body: { message: "Node generated successfully" as const, node, generation },
  };
}

/** 200 with the node, one version on, or 202 with the job to follow. */
export function refineNodeAnswer(result: GenerateNodeResult, options: AnswerOptions) {
  if (result.kind === "job") {
    return jobAnswer("Node refinement accepted", result.job, options);
  }
  const { node, generation } = result;
  return {
    status: 200 as const,
    headers: { etag: etagOf(node) },
    body: { message: "Node refined successfully" as const, node, generation },
  };
}

const jobAnswer = <const Message extends string>(
  message: Message,
  job: Job,
  { basePath, respondAsync }: AnswerOptions,
) => ({
  status: 202 as const,
  headers: {
    location: `${basePath}/api/jobs/${job.id}`,
    ...(respondAsync ? { "preference-applied": "respond-async" } : {}),
  },
  body: { message, job },
});
