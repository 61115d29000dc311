import { AppError } from "../app-error.ts";
import { keyTaken } from "../idempotency/make-once.ts";
import type {
  ConfigAuditEntry,
  ConfigBook,
  ConfigOwner,
  ConfigRead,
  ConfigStore,
  KeyedConfig,
} from "./config-store.ts";

/** Of an owner for whom nothing was ever stored. */
export const emptyBook: ConfigBook = {
  rev: 0,
  epoch: 0,
  refreshed_at: null,
  configs: [],
  defaultId: null,
  leftovers: [],
};

export interface BookChange<Result> {
  /** The same book where nothing is to be written. */
  readonly book: ConfigBook;
  readonly audit: readonly ConfigAuditEntry[];
  readonly result: Result;
  readonly keyed?: KeyedConfig | undefined;
}

/** Of so many writers at once each wins a round at the latest in the last. */
const mostRetries = 40;

export async function readBook(
  owner: ConfigOwner,
  { configs }: { configs: Pick<ConfigStore, "read"> },
): Promise<ConfigBook> {
  return (await readOwner(owner, { configs })).book;
}

async function readOwner(
  owner: ConfigOwner,
  { configs }: { configs: Pick<ConfigStore, "read"> },
): Promise<ConfigRead> {
  return (await configs.read([owner])).get(owner) ?? { book: emptyBook, states: new Map() };
}

/**
 * Changes an owner's book as it now is. `change` may be called several times, with a newer book and
 * the states read with it each time, until none was faster; what it throws is thrown. Where a configuration or the default
 * differs afterwards, the epoch has risen.
 * @throws AppError `unavailable` where others are always faster, `conflict` where its key is taken
 */
export async function changeBook<Result>(
  owner: ConfigOwner,
  services: { configs: Pick<ConfigStore, "read" | "write"> },
  change: (book: ConfigBook, states: ConfigRead["states"]) => BookChange<Result>,
): Promise<Result> {
  for (let retry = 0; retry <= mostRetries; retry += 1) {
    const { book: before, states } = await readOwner(owner, services);
    const { book, audit, result, keyed } = change(before, states);
    if (book === before) return result;
    const epoch = changesAnswers(before, book) ? before.epoch + 1 : book.epoch;
    const written = await services.configs.write(
      owner,
      { ...book, rev: before.rev + 1, epoch },
      { ifRev: before.rev, audit, keyed },
    );
    if (written === "written") return result;
    if (written === "key_taken") throw keyTaken();
  }
  throw new AppError("unavailable", "The configurations are changed too often at once.", {
    retryAfterSeconds: 1,
  });
}

const changesAnswers = (before: ConfigBook, after: ConfigBook): boolean =>
  before.configs !== after.configs || before.defaultId !== after.defaultId;
