import { describe, expect, test } from "vitest";
import type { NodeStore } from "#shared/nodes/node-store.ts";
import {
  firstWrite,
  instant,
  newNodeId,
  newTenant,
  nextWrite,
  sampleVerification,
} from "./node-samples.ts";

const failed = sampleVerification({
  status: "failed",
  passed: 0,
  failed: 1,
  strength: { mutants: 10, killed: 7 },
  ran_at: instant(9),
});
const summary = { status: "failed", passed: 0, failed: 1, ran_at: instant(9) };

/** What every NodeStore does with a report that comes after its version was written. */
export function nodeReportContract(store: () => NodeStore): void {
  describe("saveReport", () => {
    const twoVersions = async () => {
      const tenant = newTenant();
      const first = firstWrite();
      const second = nextWrite(first, {});
      await store().write(tenant, first);
      await store().write(tenant, second);
      return { tenant, first, id: first.head.id };
    };

    test("of the newest version is told by version, list of versions, node and list", async () => {
      const { tenant, id } = await twoVersions();
      const before = await store().get(tenant, id);
      expect(await store().saveReport(tenant, id, 2, failed)).toBe("saved");
      expect((await store().getVersion(tenant, id, 2))?.verification).toEqual(failed);
      const versions = await store().listVersions(tenant, id, { limit: 1 });
      expect(versions.items[0]?.verification).toEqual(summary);
      const after = await store().get(tenant, id);
      expect(after?.head).toEqual({ ...before?.head, verification: failed });
      expect(after?.content).toEqual(before?.content);
      const { items } = await store().list(tenant, { deleted: false, limit: 9 });
      expect(items[0]?.verification).toEqual(summary);
    });

    test("of an older version leaves the node as it is", async () => {
      const { tenant, id, first } = await twoVersions();
      const before = await store().get(tenant, id);
      expect(await store().saveReport(tenant, id, 1, failed)).toBe("saved");
      expect((await store().getVersion(tenant, id, 1))?.verification).toEqual(failed);
      expect(await store().get(tenant, id)).toEqual(before);
      expect(before?.head.verification).toEqual(first.verification);
    });

    test("of what is not there, or another tenant's, writes nothing", async () => {
      const { tenant, id } = await twoVersions();
      const other = newTenant();
      expect(await store().saveReport(tenant, id, 3, failed)).toBe("not_found");
      expect(await store().saveReport(tenant, newNodeId(), 1, failed)).toBe("not_found");
      expect(await store().saveReport(other, id, 1, failed)).toBe("not_found");
      expect(await store().getVersion(tenant, id, 3)).toBeUndefined();
      expect(await store().getVersion(other, id, 1)).toBeUndefined();
    });
  });
}
