import type { TenantKey } from "#schemas/identifiers.ts";
import type { ConfigHealth, ConfigId } from "#schemas/llm-config.ts";
import { type Clock, later } from "../clock.ts";
import { type Day, dayOf, daysBefore } from "../day.ts";
import type { ConfigOwner, ConfigState, ConfigStore, UsedDay, UsedDays } from "./config-store.ts";
import type { HealthChecker } from "./health-checker.ts";
import { stateOf } from "./resolve-configs.ts";

export interface CheckUsedServices {
  readonly configs: Pick<ConfigStore, "read">;
  readonly usedDays: UsedDays;
  readonly healthChecker: HealthChecker;
  readonly clock: Clock;
  /** Told where something could not be tried; the day stays, for the next time. */
  readonly onFault: (error: unknown, owner: ConfigOwner) => void;
}

export interface UsedChecked {
  readonly checked: number;
  readonly unhealthy: number;
  /** Days that were too long ago when their turn came. */
  readonly stale: number;
}

const mostTenants = 50;
const mostDays = 200;
const mostAtOnce = 5;
/** After which no further check is begun; one takes 22 s at most, and the function has 120 s. */
const mostMs = 60_000;

/**
 * Tries what tenants used the day before, the oldest first: each configuration that answered then,
 * unless it was tried today already. One whose trial fails for the first time is tried again the
 * next time, since only two in a row say that it is unhealthy. A day is taken from the list behind
 * its checks, so that an end in between repeats none that was kept and loses none.
 */
export async function checkUsedConfigs(services: CheckUsedServices): Promise<UsedChecked> {
  const now = services.clock.now();
  const days = await services.usedDays.listBefore(dayOf(now), { limit: mostDays });
  const yesterday = daysBefore(now, 1);
  const stale = days.filter(({ day }) => day < yesterday);
  for (const used of stale) await services.usedDays.remove(used);
  const due = days.filter(({ day }) => day >= yesterday).slice(0, mostTenants);
  const deadline = later(now, mostMs).getTime();
  const results: ConfigHealth[] = [];
  const workThrough = async (): Promise<void> => {
    for (let used = due.shift(); used !== undefined; used = due.shift()) {
      try {
        results.push(...(await checkDay(used, deadline, services)));
      } catch (error) {
        services.onFault(error, used.tenant);
      }
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, workThrough));
  const unhealthy = results.filter(({ healthy }) => !healthy).length;
  return { checked: results.length, unhealthy, stale: stale.length };
}

/** One after the other, since they are one tenant's: the worker is there for all. */
async function checkDay(
  used: UsedDay,
  deadline: number,
  services: CheckUsedServices,
): Promise<ConfigHealth[]> {
  const { configs, usedDays, clock } = services;
  const results: ConfigHealth[] = [];
  const read = (await configs.read([used.tenant])).get(used.tenant);
  let isSettled = true;
  for (const { id } of read?.book.configs ?? []) {
    const state = read && stateOf(read, id);
    if (state === undefined || !isOwed(state, used.day, dayOf(clock.now()))) continue;
    if (clock.now().getTime() >= deadline) return results;
    const health = await tryOne(used.tenant, id, services);
    if (health !== undefined) results.push(health);
    if (health === undefined || (!health.healthy && state.failedChecks === 0)) isSettled = false;
  }
  if (isSettled) await usedDays.remove(used);
  return results;
}

/** Undefined where it could not be tried, or was deleted meanwhile, which the next time shows. */
async function tryOne(
  tenant: TenantKey,
  id: ConfigId,
  { healthChecker, onFault }: CheckUsedServices,
): Promise<ConfigHealth | undefined> {
  try {
    return await healthChecker.check(tenant, id);
  } catch (error) {
    onFault(error, tenant);
    return undefined;
  }
}

function isOwed({ usedAt, health, failedChecks }: ConfigState, day: Day, today: Day): boolean {
  if (usedAt === null || usedAt < day) return false;
  return failedChecks === 1 || health === null || health.checked_at < today;
}
