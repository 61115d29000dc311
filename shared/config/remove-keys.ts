import { type Clock, later, timestamp } from "../clock.ts";
import { changeBook, readBook } from "./change-book.ts";
import type {
  ConfigBook,
  ConfigOwner,
  ConfigStore,
  KeyLeftover,
  KeyWriter,
} from "./config-store.ts";
import { secretsInUse } from "./store-key.ts";

export interface RemoveKeysServices {
  readonly configs: ConfigStore;
  readonly keys: Pick<KeyWriter, "remove" | "removeSecret">;
  readonly clock: Clock;
}

/** Longer than any function that writes a key may run. */
const intentLifeMs = 15 * 60_000;

/**
 * Removes what was left between the two stores: keys that no configuration names, whether they were
 * written or not, and the secret itself with the last of them. Answers how many keys; may be called
 * at any time, and again after it failed.
 */
export async function cleanLeftovers(
  { owner, by }: { readonly owner: ConfigOwner; readonly by: string },
  services: RemoveKeysServices,
): Promise<number> {
  const now = services.clock.now();
  const tombstones = await giveUpIntents(owner, services, now);
  if (tombstones.length === 0) return 0;
  await removeFromSecrets(owner, tombstones, services);
  await dropTombstones(owner, tombstones, services, [
    {
      at: timestamp(now),
      by,
      action: "keys_cleaned",
      configId: null,
      before: null,
      after: { keys: tombstones.length },
    },
  ]);
  return tombstones.length;
}

/** Removes the keys of tombstones that a change has just left; their removal is part of its audit. */
export async function removeKeys(
  owner: ConfigOwner,
  tombstones: readonly KeyLeftover[],
  services: Omit<RemoveKeysServices, "clock">,
): Promise<void> {
  if (tombstones.length === 0) return;
  await removeFromSecrets(owner, tombstones, services);
  await dropTombstones(owner, tombstones, services, []);
}

/**
 * Whoever wanted to write such a key has been ended long since; in the book it counts as removed
 * before it is, so that it cannot be taken into use any more.
 */
const giveUpIntents = (owner: ConfigOwner, services: RemoveKeysServices, now: Date) =>
  changeBook(owner, services, (book) => {
    const deadline = later(now, -intentLifeMs).getTime();
    const isStale = ({ kind, at }: KeyLeftover) => kind === "intent" && Date.parse(at) <= deadline;
    const leftovers = book.leftovers.map((leftover) =>
      isStale(leftover) ? { ...leftover, kind: "tombstone" as const } : leftover,
    );
    const result = leftovers.filter(({ kind }) => kind === "tombstone");
    const changed = book.leftovers.some(isStale) ? { ...book, leftovers } : book;
    return { book: changed, audit: [], result };
  });

async function removeFromSecrets(
  owner: ConfigOwner,
  tombstones: readonly KeyLeftover[],
  services: Omit<RemoveKeysServices, "clock">,
): Promise<void> {
  const inUse = new Set(secretsInUse(await readBook(owner, services)));
  const removable = new Set<string>();
  for (const tombstone of tombstones) {
    if (inUse.has(tombstone.secretId)) await services.keys.remove(tombstone);
    else removable.add(tombstone.secretId);
  }
  for (const secretId of removable) await services.keys.removeSecret(secretId);
}

const dropTombstones = (
  owner: ConfigOwner,
  tombstones: readonly KeyLeftover[],
  services: Pick<RemoveKeysServices, "configs">,
  audit: Parameters<ConfigStore["write"]>[2]["audit"],
) =>
  changeBook(owner, services, (book) => {
    const dropped = new Set(tombstones.map(({ versionId }) => versionId));
    const leftovers = book.leftovers.filter(
      ({ kind, versionId }) => kind === "intent" || !dropped.has(versionId),
    );
    const isSame = leftovers.length === book.leftovers.length;
    const changed: ConfigBook = isSame ? book : { ...book, leftovers };
    return { book: changed, audit, result: undefined };
  });
