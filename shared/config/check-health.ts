import type { ConfigHealth, HealthProblem } from "#schemas/llm-config.ts";
import { AppError } from "../app-error.ts";
import { type Clock, timestamp } from "../clock.ts";
import { AddressNotPublic } from "../network/resolve-public.ts";
import {
  ProviderError,
  type ProviderErrorKind,
  type ProviderRequest,
} from "../providers/provider.ts";
import type { ChainServices } from "./chain-provider.ts";
import { nameOf } from "./config-names.ts";
import type { Candidate } from "./resolve-configs.ts";

export interface HealthServices {
  readonly providerOf: ChainServices["providerOf"];
  readonly clock: Clock;
}

/** An endpoint waits for it, and has less than 28 s in all. */
const mostMs = 15_000;

/** The least that OpenAI takes as a limit. */
const mostTokens = 16;

const smallest: ProviderRequest = {
  system: "",
  prompt: "Answer with the word: ready",
  maxOutputTokens: mostTokens,
  mostOutputTokens: mostTokens,
  task: { kind: "create", request: "Answer with the word: ready", context: {} },
};

/**
 * Makes the smallest real call of a configuration, and says how it went. The provider's own words
 * stay out of it.
 */
export async function checkHealth(
  candidate: Candidate,
  { providerOf, clock }: HealthServices,
): Promise<ConfigHealth> {
  const { provider, model } = nameOf(candidate);
  const started = clock.now().getTime();
  const error = await problemOf(candidate, model, { providerOf, clock });
  return {
    healthy: error === undefined,
    provider,
    model,
    latency_ms: Math.max(0, Math.round(clock.now().getTime() - started)),
    ...(error !== undefined && { error }),
    checked_at: timestamp(clock.now()),
  };
}

async function problemOf(
  candidate: Candidate,
  model: string,
  { providerOf, clock }: HealthServices,
): Promise<ConfigHealth["error"]> {
  const { signal } = new AbortController();
  try {
    const provider = await providerOf(candidate, model);
    const deadline = clock.now().getTime() + mostMs;
    // The next check is the next try.
    await provider.generate(smallest, { signal, deadline, attempts: 1 });
    return undefined;
  } catch (error) {
    if (error instanceof ProviderError) return toldOf(error);
    if (error instanceof AppError && error.code !== "unavailable") {
      return { code: "bad_key", message: error.message.slice(0, 500) };
    }
    throw error;
  }
}

const problems: Readonly<Record<ProviderErrorKind, HealthProblem | undefined>> = {
  auth: "bad_key",
  permission: "bad_key",
  not_found: "no_such_model",
  quota: "quota",
  rate_limit: "overloaded",
  overloaded: "overloaded",
  server: "unreachable",
  timeout: "unreachable",
  network: "unreachable",
  aborted: "unreachable",
  bad_request: "bad_answer",
  too_large: "bad_answer",
  bad_payload: "bad_answer",
  // The offline provider has read the request, and knows no node for it.
  no_pattern: undefined,
};

function toldOf(error: ProviderError): ConfigHealth["error"] {
  const isRefused = error.cause instanceof AddressNotPublic;
  const code = isRefused ? "refused_address" : problems[error.kind];
  return code === undefined ? undefined : { code, message: error.message.slice(0, 500) };
}
