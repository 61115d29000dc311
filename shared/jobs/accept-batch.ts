import type { BatchEntry } from "#schemas/batch.ts";
import type { GenerationRequest } from "#schemas/generation.ts";
import type { JobError } from "#schemas/job.ts";
import type { ProblemDetail } from "#schemas/problem.ts";
import { AppError } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import { type AcceptServices, acceptGeneration, requireProvider } from "./accept-generation.ts";
import { presentJob } from "./present-job.ts";

/** One request of a batch: as it was parsed, or what is wrong with it. */
export type BatchItem =
  | { readonly request: GenerationRequest }
  | { readonly errors: readonly ProblemDetail[] };

export interface BatchServices extends AcceptServices {
  /** Told of each fault of ours; the others go on. */
  readonly onFault: (error: unknown) => void;
}

/** A full batch is four rounds of transactions, well inside an answer's time. */
const mostAtOnce = 5;

/** What is told of one request; the API's own limit of an error's list. */
const mostErrors = 50;

/**
 * Accepts each request as a job of its own. One that is not valid, or that the store could not take,
 * is told as such and stops none of the others.
 * @throws AppError `llm_not_configured`
 */
export async function acceptBatch(
  { caller, items }: { caller: Caller; items: readonly BatchItem[] },
  services: BatchServices,
): Promise<BatchEntry[]> {
  // Said once of the whole batch, unless requests name configurations of their own.
  const isNamed = (item: BatchItem) =>
    "request" in item && item.request.context?.llmConfigId !== undefined;
  if (!items.some(isNamed)) await requireProvider(caller, undefined, services);
  const entries: BatchEntry[] = [];
  for (let start = 0; start < items.length; start += mostAtOnce) {
    const round = items
      .slice(start, start + mostAtOnce)
      .map((item, offset) => acceptOne({ caller, item, index: start + offset }, services));
    entries.push(...(await Promise.all(round)));
  }
  return entries;
}

async function acceptOne(
  { caller, item, index }: { caller: Caller; item: BatchItem; index: number },
  services: BatchServices,
): Promise<BatchEntry> {
  if ("errors" in item) return { index, error: invalid(item.errors) };
  try {
    const job = await acceptGeneration({ caller, request: item.request }, services);
    return { index, job: presentJob(job) };
  } catch (error) {
    if (error instanceof AppError) return { index, error: told(error) };
    services.onFault(error);
    return { index, error: notTaken };
  }
}

const invalid = (errors: readonly ProblemDetail[]): JobError => ({
  code: "invalid_request",
  detail: "This request is not valid, and no job was made of it.",
  errors: errors.slice(0, mostErrors),
});

const told = ({ code, message, retryAfterSeconds }: AppError): JobError => ({
  code,
  detail: message,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

const notTaken: JobError = {
  code: "unavailable",
  detail: "This request could not be taken. Send it again.",
};
