import type { GenerateNodeResult } from "../jobs/generate-node.ts";
import type { JobRecord } from "../jobs/job-store.ts";
import { presentJob } from "../jobs/present-job.ts";
import { etagOf } from "../nodes/etag.ts";
import { replayedHeader } from "./idempotency-key.ts";
import type { Preference } from "./prefer.ts";

interface AnswerOptions {
  readonly basePath: string;
  readonly preference: Preference;
  readonly now: Date;
}

/** 201 with the node and where it is, or 202 with the job to follow. */
export function generateNodeAnswer(result: GenerateNodeResult, options: AnswerOptions) {
  if (result.kind === "job") {
    return jobAnswer("Node generation accepted", result, options);
  }
  const { node, generation } = result;
  const location = `${options.basePath}/api/generated-nodes/${node.id}`;
  return {
    status: 201 as const,
    headers: { location, etag: etagOf(node), ...resultHeaders(result, options) },
    body: { message: "Node generated successfully" as const, node, generation },
  };
}

/** 200 with the node, one version on, or 202 with the job to follow. */
export function refineNodeAnswer(result: GenerateNodeResult, options: AnswerOptions) {
  if (result.kind === "job") {
    return jobAnswer("Node refinement accepted", result, options);
  }
  const { node, generation } = result;
  return {
    status: 200 as const,
    headers: { etag: etagOf(node), ...resultHeaders(result, options) },
    body: { message: "Node refined successfully" as const, node, generation },
  };
}

const resultHeaders = ({ replayed }: GenerateNodeResult, { preference }: AnswerOptions) => ({
  ...preference.applied("result"),
  ...(replayed && replayedHeader),
});

const jobAnswer = <const Message extends string>(
  message: Message,
  { job, replayed }: { job: JobRecord; replayed: boolean },
  { basePath, preference, now }: AnswerOptions,
) => ({
  status: 202 as const,
  headers: {
    location: `${basePath}/api/jobs/${job.id}`,
    ...preference.applied("job"),
    ...(replayed && replayedHeader),
  },
  body: { message, job: presentJob(job, { basePath, now }) },
});
