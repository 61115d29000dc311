import type { ConfigHealth, ConfigId } from "#schemas/llm-config.ts";
import { timestamp } from "../clock.ts";
import { closedBreaker } from "./breaker.ts";
import { changeBook, readBook } from "./change-book.ts";
import { checkHealth, type HealthServices } from "./check-health.ts";
import type { ConfigOwner, ConfigState, ConfigStore } from "./config-store.ts";
import { stateOf } from "./resolve-configs.ts";

export interface ConfigHealthServices extends HealthServices {
  readonly configs: Pick<ConfigStore, "read" | "write" | "changeState">;
  /** For a log line that a metric counts. */
  readonly onHealthChange: (change: HealthChange) => void;
}

export interface HealthChange {
  readonly owner: ConfigOwner;
  readonly configId: ConfigId;
  readonly became: "healthy" | "unhealthy";
  readonly health: ConfigHealth;
}

/** Checks in a row that fail before a configuration counts as unhealthy: one alone may be chance. */
const failuresToUnhealthy = 2;

/**
 * Tries a stored configuration and keeps the result; a success also closes its breaker. Undefined
 * where there is no such configuration.
 * @throws AppError `unavailable` where its key could not be read
 */
export async function checkConfigHealth(
  { owner, configId, by }: { owner: ConfigOwner; configId: ConfigId; by: string },
  services: ConfigHealthServices,
): Promise<ConfigHealth | undefined> {
  const read = (await services.configs.read([owner])).get(owner);
  const config = read?.book.configs.find(({ id }) => id === configId);
  if (read === undefined || config === undefined) return undefined;
  const state = stateOf(read, configId);
  const health = await checkHealth(
    { kind: "stored", owner, config, state, epoch: read.book.epoch },
    services,
  );
  // A state of one that was deleted meanwhile would stay for ever.
  if (!(await isThere(owner, configId, services))) return undefined;
  let became: HealthChange["became"] | undefined;
  await services.configs.changeState(owner, configId, (before) => {
    const after = withHealth(before, health);
    became = changeBetween(before, after);
    return after;
  });
  if (became !== undefined) await tell({ owner, configId, became, health }, by, services);
  return health;
}

async function isThere(
  owner: ConfigOwner,
  configId: ConfigId,
  { configs }: ConfigHealthServices,
): Promise<boolean> {
  const book = await readBook(owner, { configs });
  return book.configs.some(({ id }) => id === configId);
}

const withHealth = (state: ConfigState, health: ConfigHealth): ConfigState => ({
  ...state,
  health,
  failedChecks: health.healthy ? 0 : state.failedChecks + 1,
  breaker: health.healthy ? closedBreaker : state.breaker,
});

function changeBetween(
  before: ConfigState,
  after: ConfigState,
): HealthChange["became"] | undefined {
  const wasUnhealthy = before.failedChecks >= failuresToUnhealthy;
  const isUnhealthy = after.failedChecks >= failuresToUnhealthy;
  if (wasUnhealthy === isUnhealthy) return undefined;
  return isUnhealthy ? "unhealthy" : "healthy";
}

async function tell(
  change: HealthChange,
  by: string,
  { configs, clock, onHealthChange }: ConfigHealthServices,
): Promise<void> {
  onHealthChange(change);
  const { owner, configId, became, health } = change;
  await changeBook(owner, { configs }, (book) => ({
    book: { ...book },
    audit: [
      {
        at: timestamp(clock.now()),
        by,
        action: `became_${became}` as const,
        configId,
        before: null,
        after: { healthy: health.healthy, error: health.error?.code ?? null },
      },
    ],
    result: undefined,
  }));
}
