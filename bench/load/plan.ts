export interface LoadOptions {
  readonly jobs: number;
  /** Jobs under way at once, over all tenants. */
  readonly concurrency: number;
  readonly tenants: number;
  /** Of `jobs`, those of one tenant that wants more than its share. */
  readonly heavy: number;
  /** Seconds in which the users start, one after the other. */
  readonly rampSeconds: number;
  /** How long the model thinks, in the median. */
  readonly modelMs: number;
  /** Share of requests that are sent twice under one idempotency key. */
  readonly repeatShare: number;
}

export interface TenantPlan {
  readonly name: string;
  readonly jobs: number;
  /** Who each wait for one job before they ask for the next. */
  readonly users: number;
}

/**
 * Who asks for how much: all tenants the same, save the heavy one, which asks for all of its jobs at
 * once as far as `concurrency` lets it.
 */
export function tenantPlans({ jobs, concurrency, tenants, heavy }: LoadOptions): TenantPlan[] {
  const equal = heavy > 0 ? tenants - 1 : tenants;
  const shared = jobs - heavy;
  const plans = Array.from({ length: equal }, (_, index) => {
    const share = Math.floor(shared / equal) + (index < shared % equal ? 1 : 0);
    const users = Math.max(1, Math.floor(concurrency / tenants));
    return { name: `tenant-${index}`, jobs: share, users: Math.min(users, share) };
  });
  return heavy > 0 ? [...plans, { name: heavyName, jobs: heavy, users: concurrency }] : plans;
}

export const heavyName = "heavy";
