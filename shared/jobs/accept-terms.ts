import type { IdempotencyClaim, IdempotencyRecord } from "../idempotency/idempotency.ts";

/** What must hold for a job to be accepted, looked at in the write that accepts it. */
export interface AcceptTerms {
  /** Jobs of a tenant that are accepted and have not ended, this one included. */
  readonly mostInFlight: number;
  /** What a tenant may spend and set aside in a day, this job's reservation included. */
  readonly mostMicroUsdADay: number;
  readonly idempotency?: IdempotencyClaim;
}

/** Where several terms do not hold, the key is told first: its request was accepted before. */
export type AcceptOutcome =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly because: "too_many_generations" }
  | {
      readonly accepted: false;
      readonly because: "daily_budget_exceeded";
      /** Of that day, without what is set aside. */
      readonly spentMicroUsd: number;
    }
  | {
      readonly accepted: false;
      readonly because: "idempotency_key";
      /** As it was written by the request that came first. */
      readonly record: IdempotencyRecord;
    };
