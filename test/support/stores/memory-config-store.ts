import type { ConfigId } from "#schemas/llm-config.ts";
import { emptyBook } from "#shared/config/change-book.ts";
import type {
  ConfigAuditEntry,
  ConfigBook,
  ConfigOwner,
  ConfigState,
  ConfigStore,
  UsedDay,
  UsedDays,
} from "#shared/config/config-store.ts";
import { newConfigState } from "#shared/config/resolve-configs.ts";
import { type MemoryAccount, memoryAccount } from "./memory-account.ts";

interface Account {
  book: ConfigBook;
  readonly states: Map<ConfigId, ConfigState>;
  readonly audit: { readonly position: string; readonly entry: ConfigAuditEntry }[];
}

/** A ConfigStore in memory, for tests: as consistent as can be. */
export function memoryConfigStore({
  account: requestKeys = memoryAccount(),
}: {
  account?: Pick<MemoryAccount, "isTaken" | "keep">;
} = {}): ConfigStore & { readonly usedDays: UsedDays } {
  const accounts = new Map<ConfigOwner, Account>();
  const used = new Map<string, UsedDay>();
  const accountOf = (owner: ConfigOwner): Account => {
    const known = accounts.get(owner) ?? { book: emptyBook, states: new Map(), audit: [] };
    accounts.set(owner, known);
    return known;
  };

  return {
    async read(owners) {
      return new Map(
        owners.map((owner) => {
          const { book, states } = accountOf(owner);
          return [owner, structuredClone({ book, states })];
        }),
      );
    },
    async write(owner, book, { ifRev, audit, keyed }) {
      const account = accountOf(owner);
      if (keyed && requestKeys.isTaken(keyed.tenant, keyed.claim, keyed.at)) return "key_taken";
      if (account.book.rev !== ifRev) return "conflict";
      const rev = ifRev + 1;
      account.book = structuredClone({ ...book, rev });
      if (keyed) {
        const { tenant, claim, configId, at: now } = keyed;
        requestKeys.keep(tenant, claim, { result: { configId }, now });
      }
      account.audit.push(
        ...audit.map((entry, index) => ({
          position: `${entry.at}#${String(rev).padStart(12, "0")}#${index}`,
          entry: structuredClone(entry),
        })),
      );
      return "written";
    },
    async changeState(owner, id, change) {
      const { states } = accountOf(owner);
      const state = change(states.get(id) ?? newConfigState);
      states.delete(id);
      states.set(id, structuredClone(state));
      return state;
    },
    async noteUsed(tenant, day) {
      used.set(`${day}#${tenant}`, { tenant, day });
    },
    usedDays: {
      async listBefore(day, { limit }) {
        const sorts = [...used.keys()].filter((sort) => sort < day).sort();
        return sorts.slice(0, limit).flatMap((sort) => used.get(sort) ?? []);
      },
      async remove({ tenant, day }) {
        used.delete(`${day}#${tenant}`);
      },
    },
    async audit(owner, { limit, before }) {
      const all = accountOf(owner)
        .audit.toSorted((one, other) => (one.position < other.position ? 1 : -1))
        .filter(({ position }) => before === undefined || position < before);
      const page = all.slice(0, limit);
      const last = page.at(-1);
      return {
        items: page.map(({ entry }) => structuredClone(entry)),
        ...(all.length > limit && last && { next: last.position }),
      };
    },
    async ownersToClean() {
      return [...accounts].filter(([, { book }]) => book.leftovers.length > 0).map(([own]) => own);
    },
  };
}
