import { randomBytes } from "node:crypto";
import type { JobRequest } from "#schemas/generation.ts";
import { JobId, NodeId } from "#schemas/identifiers.ts";
import type { ConfigId } from "#schemas/llm-config.ts";
import type { Caller } from "../caller.ts";
import { type Clock, later, type NewId, timestamp } from "../clock.ts";
import type { ConfigStore } from "../config/config-store.ts";
import { resolveConfigs } from "../config/resolve-configs.ts";
import { requireFits } from "../generation/context/too-large.ts";
import type { AcceptTerms } from "./accept-terms.ts";
import type { GenerationQueue } from "./generation-queue.ts";
import type { JobRecord, JobStore } from "./job-store.ts";

/** Of any use only until a deployment's own are asked for. */
const terms: AcceptTerms = {
  mostInFlight: Number.MAX_SAFE_INTEGER,
  mostMicroUsdADay: Number.MAX_SAFE_INTEGER,
};

export interface AcceptInput {
  readonly caller: Caller;
  readonly request: JobRequest;
  readonly nodeId?: NodeId | undefined;
}

export interface AcceptServices {
  readonly jobs: Pick<JobStore, "accept">;
  readonly queue: GenerationQueue;
  readonly clock: Clock;
  readonly newId: NewId;
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
}

/**
 * Accepts a generation: stored first, then announced. A crash or a fault between the two loses
 * nothing, since the sweeper announces what was not taken. `nodeId` is the node to be changed; a new
 * node gets an id of its own.
 * @throws AppError `llm_not_configured`, `payload_too_large`, `invalid_request` for a configuration
 * that the caller may not use
 */
export async function acceptGeneration(
  { caller, request, nodeId }: AcceptInput,
  services: AcceptServices,
): Promise<JobRecord> {
  await requireProvider(caller, request.context?.llmConfigId, services);
  requireFits(request, services.windowTokens);
  const now = services.clock.now();
  const job: JobRecord = {
    tenant: caller.tenant,
    id: JobId.parse(services.newId()),
    nodeId: nodeId ?? NodeId.parse(services.newId()),
    subject: caller.subject,
    ticketKey: randomBytes(32).toString("base64url"),
    status: "queued",
    stage: "queued",
    attempt: 0,
    seq: 0,
    fence: 0,
    dueAt: timestamp(later(now, services.leaseMs)),
    created_at: timestamp(now),
    updated_at: timestamp(now),
  };
  const outcome = await services.jobs.accept(job, request, terms);
  if (!outcome.accepted) throw new Error(`job ${job.id} was refused: ${outcome.because}`);
  try {
    await services.queue.send({ schemaVersion: 1, tenant: job.tenant, jobId: job.id });
  } catch (error) {
    services.onSendFailure(error);
  }
  return job;
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
