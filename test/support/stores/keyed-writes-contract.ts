import { describe, expect, test } from "vitest";
import type { ConfigOwner, ConfigStore } from "#shared/config/config-store.ts";
import type { IdempotencyStore } from "#shared/idempotency/idempotency.ts";
import { idempotencyClaim } from "#shared/idempotency/idempotency-claim.ts";
import type { NodeStore } from "#shared/nodes/node-store.ts";
import { aBook, aConfig, anEntry } from "./config-samples.ts";
import { firstWrite, newTenant, nextWrite } from "./node-samples.ts";

/** Stores that keep a request's key with what it makes; the clock of `idempotency` is at 2031-01-01. */
interface KeyedStores {
  readonly nodes: NodeStore;
  readonly configs: ConfigStore;
  readonly idempotency: IdempotencyStore;
}

const claimOf = (key: string, body = "a body") =>
  idempotencyClaim({ key, operation: "duplicate-node", params: undefined, body });

const day = 24 * 60 * 60;

/** What is written with a key is written once, in whatever it is stored. */
export function keyedWritesContract(stores: () => KeyedStores): void {
  describe("nodes with a key", () => {
    const written = (outcomes: readonly string[]) =>
      outcomes.flatMap((outcome, n) => (outcome === "written" ? [n] : []));

    test("of ten new ones at once one is written, and the key stands for it", async () => {
      const tenant = newTenant();
      const idempotency = claimOf("one");
      const writes = Array.from({ length: 10 }, () => ({ ...firstWrite(), idempotency }));
      const outcomes = await Promise.all(writes.map((one) => stores().nodes.write(tenant, one)));
      expect(outcomes.toSorted()).toEqual([...Array(9).fill("key_taken"), "written"]);
      const nodeId = writes[outcomes.indexOf("written")]?.head.id;
      const { items } = await stores().nodes.list(tenant, { deleted: false, limit: 100 });
      expect(items.map(({ id }) => id)).toEqual([nodeId]);
      expect(await stores().idempotency.find(tenant, idempotency.key)).toEqual({
        body: idempotency.body,
        result: { nodeId, version: 1 },
      });
    });

    test("of ten further versions at once one is written, and the others hear of the key", async () => {
      const tenant = newTenant();
      const first = firstWrite();
      await stores().nodes.write(tenant, first);
      const write = { ...nextWrite(first), idempotency: claimOf("two") };
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, () => stores().nodes.write(tenant, write)),
      );
      expect(written(outcomes)).toHaveLength(1);
      expect(new Set(outcomes)).toEqual(new Set(["written", "key_taken"]));
      expect((await stores().nodes.get(tenant, first.head.id))?.head.version).toBe(2);
    });

    test("that meet a conflict leave the key free, for another tenant's it never was taken", async () => {
      const [ada, bob] = [newTenant(), newTenant()];
      const first = firstWrite();
      await stores().nodes.write(ada, first);
      const idempotency = claimOf("three");
      expect(await stores().nodes.write(ada, { ...first, idempotency })).toBe("conflict");
      expect(await stores().idempotency.find(ada, idempotency.key)).toBeUndefined();
      for (const tenant of [ada, bob]) {
        const write = { ...firstWrite(), idempotency };
        expect(await stores().nodes.write(tenant, write)).toBe("written");
      }
    });

    test("are written again once the key's day is over", async () => {
      const tenant = newTenant();
      const idempotency = claimOf("four");
      const write = (at: number) => ({ ...firstWrite({ at }), idempotency });
      expect(await stores().nodes.write(tenant, write(0))).toBe("written");
      expect(await stores().nodes.write(tenant, write(day - 1))).toBe("key_taken");
      expect(await stores().nodes.write(tenant, write(day))).toBe("written");
    });
  });

  describe("configurations with a key", () => {
    const keyedBook = (key: string) => {
      const config = aConfig({ key: null });
      const at = config.created_at;
      const write = (owner: ConfigOwner, tenant = newTenant(), ifRev = 0) =>
        stores().configs.write(owner, aBook({ configs: [config] }), {
          ifRev,
          audit: [anEntry()],
          keyed: { tenant, claim: claimOf(key), configId: config.id, at },
        });
      return { config, write };
    };

    test("of ten at once one is written, with its key; the others leave nothing", async () => {
      const tenant = newTenant();
      const books = Array.from({ length: 10 }, () => keyedBook("five"));
      const outcomes = await Promise.all(books.map(({ write }) => write(tenant, tenant)));
      expect(outcomes.toSorted()).toEqual([...Array(9).fill("key_taken"), "written"]);
      const made = books[outcomes.indexOf("written")]?.config.id;
      expect((await stores().configs.read([tenant])).get(tenant)?.book).toMatchObject({
        rev: 1,
        configs: [{ id: made }],
      });
      expect((await stores().configs.audit(tenant, { limit: 10 })).items).toHaveLength(1);
    });

    test("are refused for it at any revision, and keep it free at a conflict", async () => {
      const tenant = newTenant();
      const { write, config } = keyedBook("six");
      expect(await write(tenant, tenant, 7)).toBe("conflict");
      expect(await stores().idempotency.find(tenant, claimOf("six").key)).toBeUndefined();
      expect(await write(tenant, tenant, 0)).toBe("written");
      expect(await keyedBook("six").write(tenant, tenant, 1)).toBe("key_taken");
      const book = (await stores().configs.read([tenant])).get(tenant)?.book;
      expect(book).toMatchObject({ rev: 1, configs: [{ id: config.id }] });
    });
  });
}
