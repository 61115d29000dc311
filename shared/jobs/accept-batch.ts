import { type GenerationRequest, mostBatchRequests } from "#schemas/generation.ts";
import type { JobError } from "#schemas/job.ts";
import type { ProblemDetail } from "#schemas/problem.ts";
import { AppError } from "../app-error.ts";
import { findReplay } from "../idempotency/find-replay.ts";
import type { IdempotencyStore } from "../idempotency/idempotency.ts";
import { claimOfPart } from "../idempotency/idempotency-claim.ts";
import {
  type AcceptInput,
  type AcceptServices,
  acceptGeneration,
  requireProvider,
} from "./accept-generation.ts";
import { type Accepted, findAccepted } from "./find-accepted.ts";

/** What became of one request: its job, or why there is none. */
export type AcceptedEntry =
  | ({ readonly index: number } & Accepted)
  | { readonly index: number; readonly error: JobError };

/** One request of a batch: as it was parsed, or what is wrong with it. */
export type BatchItem =
  | { readonly request: GenerationRequest }
  | { readonly errors: readonly ProblemDetail[] };

export interface BatchServices extends AcceptServices {
  readonly idempotency: IdempotencyStore;
  /** Told of each fault of ours; the others go on. */
  readonly onFault: (error: unknown) => void;
}

/** A full batch is four rounds of transactions, well inside an answer's time. */
const mostAtOnce = 5;

/** What is told of one request; the API's own limit of an error's list. */
const mostErrors = 50;

interface Batch extends Pick<AcceptInput, "caller" | "idempotency" | "requestId"> {
  readonly items: readonly BatchItem[];
}

/**
 * Accepts each request as a job of its own. One that is not valid, or that the store could not take,
 * is told as such and stops none of the others. Where the batch has a key, each request has one made
 * of it, so that a batch that is sent again goes on where it was refused.
 * @throws AppError `llm_not_configured`, `idempotency_key_reused`
 */
export async function acceptBatch(batch: Batch, services: BatchServices): Promise<AcceptedEntry[]> {
  const { caller, items } = batch;
  await requireSameBatch(batch, services);
  // Said once of the whole batch, unless requests name configurations of their own.
  const isNamed = (item: BatchItem) =>
    "request" in item && item.request.context?.llmConfigId !== undefined;
  if (!items.some(isNamed)) await requireProvider(caller, undefined, services);
  const entries: AcceptedEntry[] = [];
  for (let start = 0; start < items.length; start += mostAtOnce) {
    const round = items
      .slice(start, start + mostAtOnce)
      .map((item, offset) => acceptOne(batch, { item, index: start + offset }, services));
    entries.push(...(await Promise.all(round)));
  }
  return entries;
}

/** Another batch must not take over those places of a key that are free. */
async function requireSameBatch(
  { caller, idempotency }: Batch,
  services: Pick<BatchServices, "idempotency">,
): Promise<void> {
  if (idempotency === undefined) return;
  const places = Array.from({ length: mostBatchRequests }, (_, index) => index);
  await Promise.all(
    places.map((index) => findReplay(caller.tenant, claimOfPart(idempotency, index), services)),
  );
}

async function acceptOne(
  { caller, idempotency: whole, requestId }: Batch,
  { item, index }: { item: BatchItem; index: number },
  services: BatchServices,
): Promise<AcceptedEntry> {
  if ("errors" in item) return { index, error: invalid(item.errors) };
  const idempotency = whole && claimOfPart(whole, index);
  const input = { caller, request: item.request, idempotency, requestId };
  try {
    const accepted =
      (await findAccepted(input, services)) ?? (await acceptGeneration(input, services));
    return { index, ...accepted };
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
  retryAfterSeconds: 1,
};
