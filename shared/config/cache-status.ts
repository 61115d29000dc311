import type { Timestamp } from "#schemas/identifiers.ts";
import type { ConfigScope } from "#schemas/llm-config.ts";
import type { CacheStatus, RefreshResult } from "#schemas/llm-config-service.ts";
import { AppError } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import { type Clock, timestamp } from "../clock.ts";
import { changeBook, readBook } from "./change-book.ts";
import { nameOf } from "./config-names.ts";
import { ownerToChange } from "./config-owner.ts";
import type { ConfigBook, ConfigOwner, ConfigStore } from "./config-store.ts";
import { type ResolveServices, resolveConfigs } from "./resolve-configs.ts";

export interface CacheInput {
  readonly caller: Caller;
  readonly scope: ConfigScope;
}

export interface CacheServices extends Omit<ResolveServices, "store"> {
  readonly configs: Pick<ConfigStore, "read" | "write">;
  readonly clock: Clock;
  readonly ttlMinutes: number;
}

/** @throws AppError `forbidden` for the platform's, where the caller is no admin */
export async function cacheStatus(
  { caller, scope }: CacheInput,
  services: CacheServices,
): Promise<CacheStatus> {
  const owner = ownerToChange(caller, scope);
  const book = await readBook(owner, services);
  return {
    scope,
    epoch: book.epoch,
    refreshed_at: book.refreshed_at,
    age_minutes: ageOf(book, services.clock),
    ttl_minutes: services.ttlMinutes,
    ...(await whoAnswers(caller, services)),
  };
}

/** @throws AppError `forbidden`, `unavailable` */
export async function invalidateCache(
  input: CacheInput,
  services: CacheServices,
): Promise<CacheStatus> {
  const owner = ownerToChange(input.caller, input.scope);
  const at = timestamp(services.clock.now());
  await changeBook(owner, services, (before) => ({
    book: { ...before, epoch: before.epoch + 1 },
    audit: [entryOf("invalidated", { at, by: input.caller.subject, before })],
    result: undefined,
  }));
  return cacheStatus(input, services);
}

/** @throws AppError `forbidden`, `unavailable` */
export async function refreshCache(
  input: CacheInput,
  services: CacheServices,
): Promise<RefreshResult> {
  const owner = ownerToChange(input.caller, input.scope);
  const changed = await markRefreshed({ owner, by: input.caller.subject }, services);
  return { ...(await cacheStatus(input, services)), changed };
}

/** Writes down that the book was read anew; says whether a configuration changed since the last time. */
export function markRefreshed(
  { owner, by }: { owner: ConfigOwner; by: string },
  { configs, clock }: Pick<CacheServices, "configs" | "clock">,
): Promise<boolean> {
  const at = timestamp(clock.now());
  return changeBook(owner, { configs }, (before) => ({
    book: { ...before, epoch: before.epoch + 1, refreshed_at: at },
    audit: [entryOf("refreshed", { at, by, before })],
    result: hasChanged(before),
  }));
}

const entryOf = (
  action: "refreshed" | "invalidated",
  { at, by, before }: { at: Timestamp; by: string; before: ConfigBook },
) => ({
  at,
  by,
  action,
  configId: null,
  before: { epoch: before.epoch },
  after: { epoch: before.epoch + 1 },
});

const hasChanged = ({ configs, refreshed_at }: ConfigBook): boolean =>
  configs.some(({ updated_at }) => refreshed_at === null || updated_at > refreshed_at);

const ageOf = ({ refreshed_at }: ConfigBook, clock: Clock): number | null =>
  refreshed_at === null
    ? null
    : Math.max(0, Math.floor((clock.now().getTime() - Date.parse(refreshed_at)) / 60_000));

async function whoAnswers(
  { tenant }: Caller,
  { configs, platformDefault, allowMock }: CacheServices,
): Promise<Pick<CacheStatus, "provider" | "model">> {
  try {
    const [first] = await resolveConfigs(
      { tenant },
      { store: configs, platformDefault, allowMock },
    );
    const { provider, model } = nameOf(first);
    return { provider, model };
  } catch (error) {
    if (error instanceof AppError && error.code === "llm_not_configured") {
      return { provider: null, model: null };
    }
    throw error;
  }
}
