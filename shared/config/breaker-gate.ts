import type { Timestamp } from "#schemas/identifiers.ts";
import { timestamp } from "../clock.ts";
import { dayOf } from "../day.ts";
import { ProviderError, type ProviderErrorKind } from "../providers/provider.ts";
import {
  admission,
  afterFailure,
  afterSuccess,
  type Breaker,
  releaseProbe,
  takeProbe,
} from "./breaker.ts";
import type { ChainServices } from "./chain-provider.ts";
import { nameOf } from "./config-names.ts";
import type { ConfigState } from "./config-store.ts";
import { type Candidate, newConfigState } from "./resolve-configs.ts";

/** A candidate behind its breaker. What it learns is shared through the store, where it changes. */
export interface BreakerGate {
  readonly candidate: Candidate;
  /** Whether the candidate may be asked now; takes the probe where one is due. */
  enter(): Promise<boolean>;
  succeeded(): Promise<void>;
  failed(error: unknown): Promise<void>;
  /** Milliseconds until the next probe; undefined where it is not known. */
  waitMs(now: number): number | undefined;
}

/**
 * Failures that say that the provider is down or full. A key or a model that is not accepted is an
 * answer, quick and the same until the configuration changes: leaving it alone would hide the reason.
 */
const outages: ReadonlySet<ProviderErrorKind> = new Set([
  "rate_limit",
  "overloaded",
  "server",
  "timeout",
  "network",
  "bad_payload",
]);

/** How fresh the time of the last use is kept, which decides on daily checks. */
const usedStepMs = 60 * 60_000;

type GateServices = Pick<ChainServices, "store" | "clock" | "onBreaker" | "onFault">;

const isSameDay = (at: Timestamp | null, now: Date): boolean =>
  at !== null && at.slice(0, 10) === dayOf(now);

/** The same state where nothing changes: it is then not written. */
const withBreaker = (state: ConfigState, breaker: Breaker): ConfigState =>
  breaker === state.breaker ? state : { ...state, breaker };

export const openGates = (
  candidates: readonly Candidate[],
  services: GateServices,
): readonly BreakerGate[] =>
  candidates.map((candidate) =>
    candidate.kind === "stored" ? gateOf(candidate, services) : alwaysOpen(candidate),
  );

/** What the settings name has no state of its own, and mostly nothing to fall back on. */
const alwaysOpen = (candidate: Candidate): BreakerGate => ({
  candidate,
  enter: async () => true,
  succeeded: async () => {},
  failed: async () => {},
  waitMs: () => undefined,
});

function gateOf(
  candidate: Extract<Candidate, { kind: "stored" }>,
  services: GateServices,
): BreakerGate {
  const { owner, config } = candidate;
  const { store, clock, onFault } = services;
  let known: ConfigState = { ...newConfigState, ...candidate.state };
  let isProbing = false;

  /** A state that cannot be written costs the others what it says, and never the generation. */
  async function change(next: (state: ConfigState) => ConfigState): Promise<void> {
    const before = known.breaker;
    try {
      known = await store.changeState(owner, config.id, next);
    } catch (error) {
      onFault(error);
      return;
    }
    tell(before, known.breaker);
  }

  function tell(before: Breaker, { state, failures }: Breaker): void {
    if (before.state === state) return;
    services.onBreaker({ owner, ...nameOf(candidate), state, failures });
  }

  /** Before the state says so, which then keeps others, and the next times, from noting it again. */
  async function noteUsed(now: Date): Promise<boolean> {
    if (owner === "platform") return true;
    try {
      await store.noteUsed(owner, dayOf(now));
      return true;
    } catch (error) {
      onFault(error);
      return false;
    }
  }

  const changeBreaker = (next: (breaker: Breaker) => Breaker) =>
    change((state) => withBreaker(state, next(state.breaker)));

  return {
    candidate,
    async enter() {
      const now = clock.now();
      const allowed = admission(known.breaker, now);
      if (allowed !== "probe") return allowed === "call";
      await change((state) => {
        const breaker = takeProbe(state.breaker, now);
        isProbing = breaker !== state.breaker;
        return withBreaker(state, breaker);
      });
      // Another one may have probed meanwhile, and closed it.
      return isProbing || known.breaker.state === "closed";
    },
    async succeeded() {
      isProbing = false;
      const now = clock.now();
      const { usedAt } = known;
      const isFresh =
        usedAt !== null &&
        isSameDay(usedAt, now) &&
        now.getTime() - Date.parse(usedAt) < usedStepMs;
      if (isFresh && afterSuccess(known.breaker) === known.breaker) return;
      const isNoted = isSameDay(usedAt, now) || (await noteUsed(now));
      await change((state) => ({
        ...state,
        breaker: afterSuccess(state.breaker),
        usedAt: isNoted ? timestamp(now) : state.usedAt,
      }));
    },
    async failed(error) {
      const wasProbing = isProbing;
      isProbing = false;
      const now = clock.now();
      const kind = error instanceof ProviderError ? error.kind : undefined;
      if (kind !== undefined && outages.has(kind)) {
        await changeBreaker((breaker) => afterFailure(breaker, now));
      } else if (wasProbing) {
        const hasAnswered = kind !== undefined && kind !== "aborted";
        await changeBreaker((breaker) =>
          hasAnswered ? afterSuccess(breaker) : releaseProbe(breaker, now),
        );
      }
    },
    waitMs: (now) =>
      known.breaker.retryAt === null ? undefined : Date.parse(known.breaker.retryAt) - now,
  };
}
