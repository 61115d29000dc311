import type { ConfigTried } from "#schemas/config-tried.ts";
import { AppError } from "../app-error.ts";
import { type Clock, timestamp } from "../clock.ts";
import {
  type Provider,
  type ProviderCall,
  ProviderError,
  type ProviderErrorKind,
  type ProviderReply,
  type ProviderRequest,
} from "../providers/provider.ts";
import { providerFailure } from "../providers/provider-failure.ts";
import { type BreakerGate, openGates } from "./breaker-gate.ts";
import { adapterOf, nameOf } from "./config-names.ts";
import { requestFor } from "./config-request.ts";
import type { ConfigStore } from "./config-store.ts";
import type { Candidate } from "./resolve-configs.ts";

export interface ChainServices {
  /** The adapter of a candidate with one of its models. @throws ProviderError */
  readonly providerOf: (candidate: Candidate, model: string) => Promise<Provider>;
  readonly store: Pick<ConfigStore, "changeState" | "noteUsed">;
  readonly clock: Clock;
  readonly onBreaker: (change: BreakerChange) => void;
  /** Told of every failure that the next candidate makes good, and of states not written. */
  readonly onFault: (error: unknown) => void;
}

/** For a log line that a metric counts. */
export interface BreakerChange extends Omit<ConfigTried, "outcome"> {
  readonly owner: string;
  readonly state: "open" | "half_open" | "closed";
  readonly failures: number;
}

/** Where another configuration may do better; what the request itself causes would come again. */
const worthTheNext: ReadonlySet<ProviderErrorKind> = new Set([
  "auth",
  "permission",
  "not_found",
  "quota",
  "rate_limit",
  "overloaded",
  "server",
  "timeout",
  "network",
  "bad_payload",
]);

/** The provider's, or that there was no key to ask it with. */
type Failure = ProviderError | AppError;

const isFailure = (error: unknown): error is Failure =>
  error instanceof ProviderError || error instanceof AppError;

const isWorthTheNext = (failure: Failure): boolean =>
  failure instanceof AppError || worthTheNext.has(failure.kind);

/**
 * Candidates as one provider, so that the engine knows of one only. The call's time is shared: each
 * candidate may take an even part of what is left, the last one all of it. Its name and model are
 * those of the first; the reply says who answered.
 */
export function chainProvider(
  candidates: readonly [Candidate, ...Candidate[]],
  services: ChainServices,
): Provider {
  const gates = openGates(candidates, services);
  const tried: ConfigTried[] = [];
  const { provider, model } = nameOf(candidates[0]);

  const note = (candidate: Candidate, outcome: string): void => {
    const entry = { ...nameOf(candidate), outcome };
    const isKnown = tried.some(
      (one) => one.config === entry.config && one.outcome === entry.outcome,
    );
    if (!isKnown) tried.push(entry);
  };

  return {
    name: adapterOf(provider),
    model,
    standIns: candidates.flatMap(modelsOf),
    tried: () => tried,
    async generate(request, call) {
      const failures: Failure[] = [];
      const notes: string[] = [];
      for (const [index, gate] of gates.entries()) {
        if (!(await gate.enter())) {
          note(gate.candidate, "left_alone");
          notes.push(leftAlone(gate.candidate));
          continue;
        }
        try {
          const deadline = shareOf(call.deadline, gates.length - index, services.clock);
          const reply = await ask(gate, { request, call: { ...call, deadline } }, services);
          note(gate.candidate, "answered");
          return { ...reply, notes: [...notes, ...reply.notes] };
        } catch (error) {
          if (!isFailure(error)) throw error;
          note(gate.candidate, error instanceof AppError ? error.code : error.kind);
          if (!isWorthTheNext(error) || call.signal.aborted) throw error;
          failures.push(error);
          notes.push(failed(gate.candidate, error));
          if (index + 1 < gates.length) services.onFault(error);
        }
      }
      throw worstOf(failures) ?? nobodyMay(gates, services.clock);
    },
  };
}

interface Asked {
  readonly request: ProviderRequest;
  readonly call: ProviderCall;
}

async function ask(
  gate: BreakerGate,
  { request, call }: Asked,
  { providerOf }: ChainServices,
): Promise<ProviderReply> {
  const { candidate } = gate;
  try {
    const asked = requestFor(candidate, request);
    const provider = await providerOf(candidate, asked.model);
    const reply = await provider.generate(asked.request, call);
    await gate.succeeded();
    return { ...reply, answeredBy: { name: provider.name, model: asked.model } };
  } catch (error) {
    await gate.failed(error);
    throw error;
  }
}

/** All that a candidate may be asked with. */
const modelsOf = (candidate: Candidate): Pick<Provider, "name" | "model">[] => {
  const { provider, model } = nameOf(candidate);
  const repairModel = candidate.kind === "stored" ? candidate.config.repairModel : null;
  return [model, repairModel ?? model].map((one) => ({ name: adapterOf(provider), model: one }));
};

function shareOf(deadline: number, left: number, clock: Clock): number {
  const now = clock.now().getTime();
  return left === 1 ? deadline : now + Math.floor((deadline - now) / left);
}

/** What time mends is told first, since the job is then tried again; else what the first one said. */
const worstOf = (failures: readonly Failure[]): Failure | undefined =>
  failures.find(
    (failure) =>
      failure instanceof ProviderError &&
      (failure.kind === "overloaded" || failure.kind === "rate_limit"),
  ) ?? failures[0];

function nobodyMay(gates: readonly BreakerGate[], clock: Clock): ProviderError {
  const now = clock.now().getTime();
  const waits = gates.flatMap((gate) => gate.waitMs(now) ?? []);
  const retryAfterMs = Math.max(1_000, Math.min(...waits));
  return providerFailure("overloaded", {
    message: `Every configured language model failed lately; the next try may be made ${at(now + retryAfterMs)}.`,
    retryAfterMs,
  });
}

const at = (milliseconds: number): string => `at ${timestamp(new Date(milliseconds))}`;

const titleOf = (candidate: Candidate): string => {
  const { provider, model } = nameOf(candidate);
  return `${provider} (${model})`;
};

const failed = (candidate: Candidate, { message }: Failure): string =>
  `${titleOf(candidate)} was asked first. ${message}`;

const leftAlone = (candidate: Candidate): string =>
  `${titleOf(candidate)} failed lately and was left alone.`;
