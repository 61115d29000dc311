import { describe, expect, it } from "vitest";
import { mostConfigs } from "#schemas/llm-config.ts";
import type { ConfigState, ConfigStore, UsedDays } from "#shared/config/config-store.ts";
import { aBook, aConfig, aLeftover, anEntry, newConfigId } from "./config-samples.ts";
import { newTenant } from "./node-samples.ts";

/** What every ConfigStore does, in memory and in DynamoDB alike. */
export function configStoreContract(
  store: () => ConfigStore & { readonly usedDays: UsedDays },
): void {
  describe("books", () => {
    it("are empty at revision 0 before the first write", async () => {
      const owner = newTenant();
      const read = (await store().read([owner])).get(owner);
      expect(read?.book).toEqual(aBook());
      expect(read?.states.size).toBe(0);
    });

    it("come back as they were written, of several owners at once", async () => {
      const [one, other] = [newTenant(), newTenant()];
      const configs = Array.from({ length: mostConfigs }, () =>
        aConfig({ model: "m".repeat(200), apiUrl: `https://host.example/${"p".repeat(470)}` }),
      );
      const leftovers = [aLeftover(), aLeftover({ kind: "intent" })];
      const book = aBook({ epoch: 3, configs, leftovers, defaultId: configs[4]?.id ?? null });
      expect(await store().write(one, book, { ifRev: 0, audit: [] })).toBe("written");
      const read = await store().read([one, other, "platform"]);
      expect(read.get(one)?.book).toEqual({ ...book, rev: 1 });
      expect(read.get(other)?.book.rev).toBe(0);
      expect(read.has("platform")).toBe(true);
    });

    it("are written by one of many at the same revision", async () => {
      const owner = newTenant();
      const writes = Array.from({ length: 8 }, (_, epoch) =>
        store().write(owner, aBook({ epoch }), { ifRev: 0, audit: [anEntry({ by: `${epoch}` })] }),
      );
      const outcomes = await Promise.all(writes);
      expect(outcomes.filter((outcome) => outcome === "written")).toHaveLength(1);
      const book = (await store().read([owner])).get(owner)?.book;
      expect(book).toMatchObject({ rev: 1, epoch: outcomes.indexOf("written") });
      const { items } = await store().audit(owner, { limit: 10 });
      expect(items.map(({ by }) => by)).toEqual([String(outcomes.indexOf("written"))]);
    });

    it("with leftovers are found, until they have none", async () => {
      const owner = newTenant();
      await store().write(owner, aBook({ leftovers: [aLeftover()] }), { ifRev: 0, audit: [] });
      expect(await store().ownersToClean()).toContain(owner);
      await store().write(owner, aBook(), { ifRev: 1, audit: [] });
      expect(await store().ownersToClean()).not.toContain(owner);
    });
  });

  describe("days of use", () => {
    it("are listed from the oldest, each once, up to a day and no further", async () => {
      const [one, other] = [newTenant(), newTenant()];
      const { usedDays } = store();
      for (const day of ["2001-02-04", "2001-02-03", "2001-02-04", "2001-02-05"]) {
        await store().noteUsed(one, day);
      }
      await store().noteUsed(other, "2001-02-02");
      const list = (limit: number) => usedDays.listBefore("2001-02-05", { limit });
      const all = [
        { tenant: other, day: "2001-02-02" },
        { tenant: one, day: "2001-02-03" },
        { tenant: one, day: "2001-02-04" },
      ];
      expect(await list(10)).toEqual(all);
      expect(await list(2)).toEqual(all.slice(0, 2));
      for (const used of [...all, ...all]) await usedDays.remove(used);
      expect(await list(10)).toEqual([]);
      await usedDays.remove({ tenant: one, day: "2001-02-05" });
    });
  });

  describe("states", () => {
    it("change one after the other, and never each other", async () => {
      const owner = newTenant();
      const [one, other] = [newConfigId(), newConfigId()];
      const countUp = (state: ConfigState) => ({ ...state, failedChecks: state.failedChecks + 1 });
      await store().changeState(owner, other, countUp);
      for (let time = 0; time < 3; time += 1) {
        await Promise.all([1, 2, 3].map(() => store().changeState(owner, one, countUp)));
      }
      const states = (await store().read([owner])).get(owner)?.states;
      expect(states?.get(one)?.failedChecks).toBe(9);
      expect(states?.get(other)?.failedChecks).toBe(1);
    });
  });

  describe("the audit trail", () => {
    it("is paged from the newest to the oldest, also within a millisecond", async () => {
      const owner = newTenant();
      for (let rev = 0; rev < 3; rev += 1) {
        const audit = [anEntry({ by: `${rev}a` }), anEntry({ by: `${rev}b` })];
        await store().write(owner, aBook(), { ifRev: rev, audit });
      }
      const seen: string[] = [];
      let before: string | undefined;
      do {
        const page = await store().audit(owner, { limit: 2, before });
        expect(page.items.length).toBeLessThanOrEqual(2);
        seen.push(...page.items.map(({ by }) => by));
        before = page.next;
      } while (before !== undefined);
      expect(seen).toEqual(["2b", "2a", "1b", "1a", "0b", "0a"]);
      expect((await store().audit(newTenant(), { limit: 2 })).items).toEqual([]);
    });
  });
}
