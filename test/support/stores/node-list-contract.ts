import { describe, expect, test } from "vitest";
import type { TenantKey } from "#schemas/identifiers.ts";
import type { ListPosition, ListQuery, NodeStore, NodeWrite } from "#shared/nodes/node-store.ts";
import { firstWrite, instant, newTenant, nextWrite } from "./node-samples.ts";

/** What every NodeStore's list must do. */
export function nodeListContract(store: () => NodeStore): void {
  const names = async (tenant: TenantKey, query: Partial<ListQuery> = {}) => {
    const page = await store().list(tenant, { deleted: false, limit: 50, ...query });
    return page.items.map(({ name }) => name);
  };

  const fill = async (tenant: TenantKey): Promise<Record<string, NodeWrite>> => {
    const writes = {
      csv: firstWrite({ at: 1, content: { name: "CSV", category: "Data", tags: ["Table"] } }),
      mail: firstWrite({ at: 2, content: { name: "Mail", category: "Web", tags: [] } }),
      ärger: firstWrite({ at: 3, content: { name: "ÄRGER", category: "Data", tags: [] } }),
    };
    for (const write of Object.values(writes)) await store().write(tenant, write);
    return writes;
  };

  describe("list", () => {
    test("shows summaries, newest change first, of this tenant only", async () => {
      const tenant = newTenant();
      const { csv, mail } = await fill(tenant);
      await fill(newTenant());
      expect(await names(tenant)).toEqual(["ÄRGER", "Mail", "CSV"]);
      if (!csv || !mail) throw new Error("not filled");

      await store().write(tenant, nextWrite(csv, { at: 9 }));
      expect(await names(tenant)).toEqual(["CSV", "ÄRGER", "Mail"]);
      const { items } = await store().list(tenant, { deleted: false, limit: 50 });
      expect(items[2]).toEqual({
        id: mail.head.id,
        name: "Mail",
        description: mail.content.description,
        category: "Web",
        icon: "table",
        tags: [],
        version: 1,
        version_count: 1,
        verification: { status: "passed", passed: 1, failed: 0, ran_at: instant(0) },
        is_active: true,
        created_at: instant(2),
        updated_at: instant(2),
      });
    });

    test("of nothing is empty", async () => {
      expect(await store().list(newTenant(), { deleted: false, limit: 5 })).toEqual({ items: [] });
    });

    test("by category", async () => {
      const tenant = newTenant();
      await fill(tenant);
      expect(await names(tenant, { category: "Data" })).toEqual(["ÄRGER", "CSV"]);
      expect(await names(tenant, { category: "data" })).toEqual([]);
    });

    test("a changed category moves the node", async () => {
      const tenant = newTenant();
      const { csv } = await fill(tenant);
      if (!csv) throw new Error("not filled");
      await store().write(tenant, nextWrite(csv, { content: { category: "Web" }, at: 9 }));
      expect(await names(tenant, { category: "Data" })).toEqual(["ÄRGER"]);
      expect(await names(tenant, { category: "Web" })).toEqual(["CSV", "Mail"]);
    });

    test("by text in name, description or tags, case-folded", async () => {
      const tenant = newTenant();
      await fill(tenant);
      expect(await names(tenant, { q: "ärg" })).toEqual(["ÄRGER"]);
      expect(await names(tenant, { q: "table" })).toEqual(["CSV"]);
      expect(await names(tenant, { q: "array of" })).toHaveLength(3);
      expect(await names(tenant, { q: "csv", category: "Web" })).toEqual(["Mail"]);
      expect(await names(tenant, { q: "nowhere" })).toEqual([]);
    });

    test("deleted nodes are in the deleted list only, and back after undelete", async () => {
      const tenant = newTenant();
      const { csv } = await fill(tenant);
      if (!csv) throw new Error("not filled");
      const { id } = csv.head;
      await store().delete(tenant, id, { at: instant(20), by: "ada", purgeDay: "2031-01-31" });
      expect(await names(tenant)).toEqual(["ÄRGER", "Mail"]);
      expect(await names(tenant, { category: "Data" })).toEqual(["ÄRGER"]);
      expect(await names(tenant, { deleted: true })).toEqual(["CSV"]);
      expect(await names(tenant, { deleted: true, category: "Data" })).toEqual(["CSV"]);
      expect(await names(tenant, { deleted: true, category: "Web" })).toEqual([]);
      expect(await names(tenant, { deleted: true, q: "csv" })).toEqual(["CSV"]);

      const node = await store().get(tenant, id);
      if (!node) throw new Error("the node is gone");
      await store().undelete(tenant, node, { at: instant(21), by: "ada" });
      expect(await names(tenant)).toEqual(["CSV", "ÄRGER", "Mail"]);
      expect(await names(tenant, { category: "Data" })).toEqual(["CSV", "ÄRGER"]);
      expect(await names(tenant, { deleted: true })).toEqual([]);
    });

    test.each([
      {},
      { category: "Data" },
      { q: "page" },
      { deleted: true },
      { deleted: true, category: "Data" },
    ])("pages %o show each node once", async (query) => {
      const tenant = newTenant();
      const all = ["Page 6", "Page 5", "Page 4", "Page 3", "Page 2", "Page 1"];
      for (const name of all.toReversed()) {
        // Two at each instant, so that the id decides between them.
        const at = Math.ceil(Number(name.at(-1)) / 2);
        const write = firstWrite({ at, content: { name } });
        await store().write(tenant, write);
        if (!query.deleted) continue;
        const mark = { at: instant(at), by: "ada", purgeDay: "2031-01-31" };
        await store().delete(tenant, write.head.id, mark);
      }
      const seen: string[] = [];
      let after: ListPosition | undefined;
      for (let pages = 1; ; pages += 1) {
        const page = await store().list(tenant, { deleted: false, limit: 2, after, ...query });
        seen.push(...page.items.map(({ name }) => name));
        after = page.next;
        if (!after) {
          expect(pages).toBe(3);
          break;
        }
      }
      expect(seen.toSorted()).toEqual(all.toSorted());
    });
  });
}
