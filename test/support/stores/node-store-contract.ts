import { describe, expect, test } from "vitest";
import type { NodeStore } from "#shared/nodes/node-store.ts";
import {
  firstWrite,
  instant,
  newNodeId,
  newTenant,
  nextWrite,
  sampleContent,
  sampleVerification,
} from "./node-samples.ts";

/** What every NodeStore must do, whatever it stores in. Each test has a tenant of its own. */
export function nodeStoreContract(store: () => NodeStore): void {
  describe("write and get", () => {
    test("a node comes back exactly as it was written", async () => {
      const tenant = newTenant();
      const write = firstWrite({
        content: {
          tags: [],
          input_schema: { "": { const: 1e300 }, deep: nested(40), small: 5e-324, none: null },
          provenance: sampleProvenance,
          warnings: [{ code: "no-tests", message: "Überprüfen 🧪" }],
        },
      });
      expect(await store().write(tenant, write)).toBe("written");
      expect(await store().get(tenant, write.head.id)).toEqual({
        head: write.head,
        content: write.content,
      });
    });

    test("what is unknown, or another tenant's, is undefined", async () => {
      const write = firstWrite();
      await store().write(newTenant(), write);
      expect(await store().get(newTenant(), write.head.id)).toBeUndefined();
      expect(await store().get(newTenant(), newNodeId())).toBeUndefined();
    });

    test("two tenants may use the same id", async () => {
      const [one, other, id] = [newTenant(), newTenant(), newNodeId()];
      await store().write(one, firstWrite({ id, content: { name: "One" } }));
      await store().write(other, firstWrite({ id, content: { name: "Other" } }));
      expect((await store().get(one, id))?.content.name).toBe("One");
      expect((await store().get(other, id))?.content.name).toBe("Other");
    });

    test("a new node is not written over an old one", async () => {
      const tenant = newTenant();
      const write = firstWrite();
      await store().write(tenant, write);
      expect(await store().write(tenant, write)).toBe("conflict");
    });

    test("the next version replaces what get answers", async () => {
      const tenant = newTenant();
      const first = firstWrite();
      const second = nextWrite(first, { content: { name: "Better" } });
      await store().write(tenant, first);
      expect(await store().write(tenant, second)).toBe("written");
      expect(await store().get(tenant, first.head.id)).toEqual({
        head: second.head,
        content: second.content,
      });
    });

    test("of two writes after the same version one is written", async () => {
      const tenant = newTenant();
      const first = firstWrite();
      await store().write(tenant, first);
      const outcomes = await Promise.all(
        ["A", "B"].map((name) => store().write(tenant, nextWrite(first, { content: { name } }))),
      );
      expect(outcomes.toSorted()).toEqual(["conflict", "written"]);
      const versions = await store().listVersions(tenant, first.head.id, { limit: 10 });
      expect(versions.items).toHaveLength(2);
    });

    test("a deleted or absent node takes no further version", async () => {
      const tenant = newTenant();
      const first = firstWrite();
      expect(await store().write(tenant, nextWrite(first))).toBe("conflict");
      await store().write(tenant, first);
      await store().delete(tenant, first.head.id, mark);
      expect(await store().write(tenant, nextWrite(first))).toBe("conflict");
    });

    test("the head keeps a trimmed verification, the version the whole", async () => {
      const tenant = newTenant();
      const first = firstWrite();
      const whole = sampleVerification({
        results: [{ name: "large", outcome: "passed", duration_ms: 1, actual: "x".repeat(20_000) }],
      });
      const write = { ...first, head: { ...first.head, verification: whole }, verification: whole };
      await store().write(tenant, write);
      const stored = await store().get(tenant, first.head.id);
      expect(stored?.head.verification).toEqual({
        ...whole,
        results: [{ name: "large", outcome: "passed", duration_ms: 1 }],
      });
      const version = await store().getVersion(tenant, first.head.id, 1);
      expect(version?.verification).toEqual(whole);
    });
  });

  describe("versions", () => {
    test("each is kept whole", async () => {
      const tenant = newTenant();
      const first = firstWrite();
      const second = nextWrite(first, { content: { execution_code: "changed" } });
      await store().write(tenant, first);
      await store().write(tenant, second);
      const { id } = first.head;
      expect(await store().getVersion(tenant, id, 1)).toEqual({
        ...sampleContent(),
        id: `${id}@1`,
        node_id: id,
        version_number: 1,
        change_description: "Generated",
        created_at: first.head.updated_at,
        created_by: "ada",
        code_hash: first.head.code_hash,
        verification: first.verification,
      });
      expect((await store().getVersion(tenant, id, 2))?.execution_code).toBe("changed");
      expect(await store().getVersion(tenant, id, 3)).toBeUndefined();
      expect(await store().getVersion(newTenant(), id, 1)).toBeUndefined();
    });

    test("their contents come in the order they are asked for", async () => {
      const tenant = newTenant();
      const [one, other] = [firstWrite(), firstWrite({ content: { name: "Other" } })];
      const changed = nextWrite(one, { content: { name: "Changed" } });
      for (const write of [one, other, changed]) await store().write(tenant, write);
      const wanted = [
        { id: changed.head.id, version: 2 },
        { id: newNodeId(), version: 1 },
        { id: other.head.id, version: 1 },
        { id: other.head.id, version: 2 },
        { id: one.head.id, version: 1 },
      ];
      expect(await store().contents(tenant, wanted)).toEqual([
        changed.content,
        undefined,
        other.content,
        undefined,
        one.content,
      ]);
      expect(await store().contents(newTenant(), wanted)).toEqual(wanted.map(() => undefined));
      expect(await store().contents(tenant, [])).toEqual([]);
    });

    test("are listed newest first, in pages", async () => {
      const tenant = newTenant();
      let write = firstWrite();
      const { id } = write.head;
      await store().write(tenant, write);
      for (let n = 2; n <= 5; n += 1) {
        write = nextWrite(write);
        await store().write(tenant, write);
      }
      const one = await store().listVersions(tenant, id, { limit: 2 });
      expect(one.items.map((item) => item.version_number)).toEqual([5, 4]);
      expect(one.items[0]).toEqual({
        id: `${id}@5`,
        version_number: 5,
        change_description: "Change 5",
        created_at: write.head.updated_at,
        created_by: "grace",
        code_hash: write.head.code_hash,
        verification: { status: "passed", passed: 1, failed: 0, ran_at: instant(0) },
      });
      const two = await store().listVersions(tenant, id, { limit: 3, before: one.next });
      expect(two.items.map((item) => item.version_number)).toEqual([3, 2, 1]);
      expect(two).not.toHaveProperty("next");
      expect(await store().listVersions(tenant, id, { limit: 3, before: 1 })).toEqual({
        items: [],
      });
      expect(await store().listVersions(newTenant(), id, { limit: 3 })).toEqual({ items: [] });
    });
  });

  describe("delete and undelete", () => {
    test("a deleted node is still there, marked, and comes back as it was", async () => {
      const tenant = newTenant();
      const write = firstWrite();
      const { id } = write.head;
      await store().write(tenant, write);

      expect(await store().delete(tenant, id, mark)).toBe("deleted");
      const deleted = await store().get(tenant, id);
      if (!deleted) throw new Error("the node is gone");
      expect(deleted.head).toEqual({ ...write.head, is_active: false, updated_at: mark.at });

      const back = { at: instant(11), by: "ada" };
      expect(await store().undelete(tenant, deleted, back)).toBe("undeleted");
      expect(await store().get(tenant, id)).toEqual({
        head: { ...write.head, updated_at: back.at },
        content: write.content,
      });
    });

    test("say what was found instead", async () => {
      const tenant = newTenant();
      const write = firstWrite();
      const { id } = write.head;
      const node = { head: write.head, content: write.content };
      expect(await store().delete(tenant, id, mark)).toBe("not_found");
      expect(await store().undelete(tenant, node, mark)).toBe("not_found");
      await store().write(tenant, write);
      expect(await store().undelete(tenant, node, mark)).toBe("not_deleted");
      expect(await store().delete(newTenant(), id, mark)).toBe("not_found");
      await store().delete(tenant, id, mark);
      expect(await store().delete(tenant, id, { ...mark, at: instant(11) })).toBe(
        "already_deleted",
      );
    });
  });
}

const mark = { at: instant(10), by: "ada", purgeDay: "2031-01-31" };

const sampleProvenance = {
  provider: "mock",
  model: "patterns",
  prompt_version: "1",
  prompt_hash: "b".repeat(64),
  pattern_ids: ["csv"],
  reference_ids: [],
  attempts: 1,
  strategy: "model" as const,
  tokens: { input: 1, cached: 0, output: 2, reasoning: 0 },
  cost_usd: 0.000_000_1,
  durations_ms: { provider: 12.5 },
};

type Nested = { items?: Nested };
const nested = (depth: number): Nested => (depth === 0 ? {} : { items: nested(depth - 1) });
