import type { ConfigId } from "#schemas/llm-config.ts";
import { AppError } from "../app-error.ts";
import { type Clock, type NewId, timestamp } from "../clock.ts";
import { changeBook } from "./change-book.ts";
import type {
  ConfigBook,
  ConfigOwner,
  ConfigStore,
  KeyPlace,
  KeyPointer,
  KeyWriter,
} from "./config-store.ts";

export interface StoreKeyServices {
  readonly configs: ConfigStore;
  readonly keys: Pick<KeyWriter, "newSecretId" | "put">;
  readonly clock: Clock;
  readonly newId: NewId;
}

/**
 * Keys of an owner at once, those that are about to come or go included: each takes one of the 20
 * labels that a secret has, and one more is the service's own.
 */
const mostKeys = 18;

/**
 * Writes a key to the secret store. Its intent is in the book before, so that the key is found and
 * removed should nothing after this come about. `allow` throws where the key is not to be written.
 * @throws AppError `unavailable`, `rate_limited`, and what `allow` throws
 */
export async function storeKey(
  input: {
    readonly owner: ConfigOwner;
    readonly configId: ConfigId;
    readonly key: string;
    readonly allow: (book: ConfigBook) => void;
  },
  services: StoreKeyServices,
): Promise<KeyPointer> {
  const { owner, configId, key, allow } = input;
  const { clock, keys, newId } = services;
  const versionId = newId();
  const secretId = await changeBook(owner, services, (book) => {
    allow(book);
    requireRoom(book);
    const known = secretsInUse(book)[0] ?? keys.newSecretId(owner, newId());
    const at = timestamp(clock.now());
    const intent = { kind: "intent" as const, configId, secretId: known, versionId, at };
    return {
      book: { ...book, leftovers: [...book.leftovers, intent] },
      audit: [],
      result: known,
    };
  });
  await keys.put({ owner, secretId, versionId }, key);
  return { secretId, versionId, hint: key.slice(-4) };
}

/**
 * Secrets that hold a key or are about to. One that is not among them never comes back, since a
 * further key goes to a new one: so it can be deleted at any later time.
 */
export const secretsInUse = ({ configs, leftovers }: ConfigBook): string[] => [
  ...configs.flatMap(({ key }) => (key === null ? [] : [key.secretId])),
  ...leftovers.flatMap(({ kind, secretId }) => (kind === "intent" ? [secretId] : [])),
];

/**
 * The book without the intent of a key that is now to be used.
 * @throws AppError `unavailable` where the intent was given up meanwhile, and the key with it
 */
export function withoutIntent(book: ConfigBook, { versionId }: KeyPlace): ConfigBook {
  const leftovers = book.leftovers.filter(
    (leftover) => leftover.kind !== "intent" || leftover.versionId !== versionId,
  );
  if (leftovers.length < book.leftovers.length) return { ...book, leftovers };
  throw new AppError("unavailable", "Storing the key took too long. Please try again.");
}

function requireRoom({ configs, leftovers }: ConfigBook): void {
  const kept = configs.filter(({ key }) => key !== null).length;
  if (kept + leftovers.length < mostKeys) return;
  throw new AppError(
    "unavailable",
    "Too many keys are still being written or removed. Try again in a few minutes.",
    { retryAfterSeconds: 300 },
  );
}
