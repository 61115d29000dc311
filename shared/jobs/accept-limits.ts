import { AppError } from "../app-error.ts";
import type { Clock } from "../clock.ts";
import { dayOf } from "../day.ts";
import type { AcceptOutcome, AcceptTerms } from "./accept-terms.ts";
import type { Reservation } from "./job-store.ts";

/** What tenants may have under way and spend. Money in millionths of a US dollar. */
export interface AcceptLimits {
  /** Generations of a tenant that are accepted and have not ended. */
  readonly mostInFlight: number;
  /** A tenant's whole day. */
  readonly dayMicroUsd: number;
  /** The most that one generation can cost: set aside for it until it ends. */
  readonly jobMicroUsd: number;
}

/** What the settings allow can be so little that no generation ever fits. @throws AppError */
export function requireRoom({ dayMicroUsd, jobMicroUsd }: AcceptLimits): void {
  if (jobMicroUsd <= dayMicroUsd) return;
  throw new AppError(
    "invalid_request",
    "This deployment allows less money a day (DAILY_BUDGET_USD) than one generation sets aside (GENERATION_BUDGET_USD), so that none can be made.",
  );
}

export const termsOf = (
  { mostInFlight, dayMicroUsd }: AcceptLimits,
  idempotency: AcceptTerms["idempotency"],
): AcceptTerms => ({
  mostInFlight,
  mostMicroUsdADay: dayMicroUsd,
  ...(idempotency && { idempotency }),
});

export const reservationAt = (now: Date, { jobMicroUsd }: AcceptLimits): Reservation => ({
  day: dayOf(now),
  microUsd: jobMicroUsd,
});

type Refusal = Extract<
  AcceptOutcome,
  { because: "too_many_generations" | "daily_budget_exceeded" }
>;

/** Generations take seconds to minutes, so that one of several soon ends. */
const shortWaitSeconds = 5;

/** Why a generation is not accepted now, and when it may be. */
export function refusalOf(refusal: Refusal, limits: AcceptLimits, clock: Clock): AppError {
  if (refusal.because === "too_many_generations") {
    return new AppError(
      refusal.because,
      `${limits.mostInFlight} generations at once are the most; wait until one of yours ends.`,
      { retryAfterSeconds: shortWaitSeconds },
    );
  }
  const { because, spentMicroUsd } = refusal;
  const most = `${dollars(limits.dayMicroUsd)} a day (UTC) are the most`;
  // What is set aside and not spent comes back within minutes; what is spent does not.
  if (spentMicroUsd + limits.jobMicroUsd <= limits.dayMicroUsd) {
    return new AppError(
      because,
      `${most}, and what your generations have set aside leaves no room for another; wait until one of yours ends.`,
      { retryAfterSeconds: shortWaitSeconds },
    );
  }
  return new AppError(
    because,
    `${most}, of which ${dollars(spentMicroUsd)} is spent; each generation sets ${dollars(limits.jobMicroUsd)} aside, for which there is no room today.`,
    { retryAfterSeconds: secondsToNextDay(clock.now()) },
  );
}

const dollars = (microUsd: number): string => `$${microUsd / 1_000_000}`;

const daySeconds = 24 * 60 * 60;

/** Days in UTC have no other length. */
const secondsToNextDay = (now: Date): number =>
  daySeconds - (Math.floor(now.getTime() / 1_000) % daySeconds);
