import type { JobRequest } from "#schemas/generation.ts";
import { JobId, NodeId } from "#schemas/identifiers.ts";
import type { ConfigId } from "#schemas/llm-config.ts";
import type { Caller } from "../caller.ts";
import { type Clock, later, type NewId, timestamp } from "../clock.ts";
import type { ConfigStore } from "../config/config-store.ts";
import { resolveConfigs } from "../config/resolve-configs.ts";
import { requireFits } from "../generation/context/too-large.ts";
import { sameResult } from "../idempotency/find-replay.ts";
import type { IdempotencyClaim } from "../idempotency/idempotency.ts";
import type { Metrics } from "../observability/metrics.ts";
import {
  type AcceptLimits,
  refusalOf,
  requireRoom,
  reservationAt,
  termsOf,
} from "./accept-limits.ts";
import { type Accepted, acceptedBefore } from "./find-accepted.ts";
import type { GenerationQueue } from "./generation-queue.ts";
import type { JobRecord, JobStore } from "./job-store.ts";

export interface AcceptInput {
  readonly caller: Caller;
  readonly request: JobRequest;
  readonly nodeId?: NodeId | undefined;
  /** Where the caller sent a key, so that the same request makes one job. */
  readonly idempotency?: IdempotencyClaim | undefined;
  /** Of the request that asks for it. */
  readonly requestId?: string | undefined;
}

export interface AcceptServices {
  readonly jobs: Pick<JobStore, "accept" | "get">;
  readonly queue: GenerationQueue;
  readonly clock: Clock;
  readonly newId: NewId;
  /** 32 random bytes as base64url. */
  readonly newTicketKey: () => string;
  readonly limits: AcceptLimits;
  /** After how many milliseconds the sweeper first asks after a job that no worker has taken. */
  readonly leaseMs: number;
  /** Whether the settings name a provider for all; only where they do not is the store asked. */
  readonly providerConfigured: boolean;
  /** Where tenants have configurations of their own. */
  readonly configs?: Pick<ConfigStore, "read">;
  /** Whether the offline provider may be used; it may not where nothing is said. */
  readonly allowMock?: boolean;
  /** Tokens of prompt and reply together, where the operator says so. */
  readonly windowTokens?: number | undefined;
  /** Told when the message could not be sent; the job stands and the sweeper sends it. */
  readonly onSendFailure: (error: unknown) => void;
  readonly metrics: Metrics;
}

/**
 * Accepts a generation: stored first, then announced. A crash or a fault between the two loses
 * nothing, since the sweeper announces what was not taken. `nodeId` is the node to be changed; a new
 * node gets an id of its own. The tenant's limits are looked at in the write that accepts it, and a
 * fault of the store is thrown, so that no money is spent that nobody counted.
 * @throws AppError `llm_not_configured`, `payload_too_large`, `too_many_generations`,
 * `daily_budget_exceeded`, `idempotency_key_reused`, `invalid_request` for a configuration that the
 * caller may not use or limits that no generation fits
 */
export async function acceptGeneration(
  input: AcceptInput,
  services: AcceptServices,
): Promise<Accepted> {
  const { caller, request, idempotency } = input;
  const { limits, clock } = services;
  await requireProvider(caller, request.context?.llmConfigId, services);
  requireFits(request, services.windowTokens);
  requireRoom(limits);
  const job = newJob(input, services);
  const outcome = await services.jobs
    .accept(job, request, termsOf(limits, idempotency))
    .catch((error: unknown) => {
      services.metrics.count("limiter_faults_total", { outcome: "closed" });
      throw error;
    });
  if (outcome.accepted) {
    await announce(job, services);
    return { job, replayed: false };
  }
  if (outcome.because !== "idempotency_key") {
    services.metrics.count("limiter_refusals_total", { class: refusalClasses[outcome.because] });
    throw refusalOf(outcome, limits, clock);
  }
  if (idempotency === undefined) throw new Error(`job ${job.id} was refused for a key it has not`);
  return acceptedBefore(caller.tenant, sameResult(outcome.record, idempotency), services);
}

const refusalClasses = {
  too_many_generations: "in_flight",
  daily_budget_exceeded: "budget",
} as const;

function newJob(
  { caller, nodeId, requestId }: AcceptInput,
  { clock, newId, newTicketKey, limits, leaseMs }: AcceptServices,
): JobRecord {
  const now = clock.now();
  return {
    tenant: caller.tenant,
    id: JobId.parse(newId()),
    nodeId: nodeId ?? NodeId.parse(newId()),
    subject: caller.subject,
    ticketKey: newTicketKey(),
    status: "queued",
    stage: "queued",
    attempt: 0,
    seq: 0,
    fence: 0,
    dueAt: timestamp(later(now, leaseMs)),
    reserved: reservationAt(now, limits),
    ...(requestId !== undefined && { requestId }),
    created_at: timestamp(now),
    updated_at: timestamp(now),
  };
}

async function announce(
  { tenant, id: jobId }: JobRecord,
  { queue, onSendFailure }: AcceptServices,
): Promise<void> {
  try {
    await queue.send({ schemaVersion: 1, tenant, jobId });
  } catch (error) {
    onSendFailure(error);
  }
}

/**
 * That somebody can answer. It costs a read only where the request names a configuration, or the
 * settings name no provider.
 * @throws AppError `llm_not_configured`, `invalid_request`
 */
export async function requireProvider(
  { tenant }: Pick<Caller, "tenant">,
  llmConfigId: ConfigId | undefined,
  services: Pick<AcceptServices, "providerConfigured" | "configs" | "allowMock">,
): Promise<void> {
  const { providerConfigured, configs: store = noConfigs, allowMock = false } = services;
  if (providerConfigured && llmConfigId === undefined) return;
  await resolveConfigs({ tenant, llmConfigId }, { store, allowMock, platformDefault: undefined });
}

const noConfigs: Pick<ConfigStore, "read"> = { read: async () => new Map() };
