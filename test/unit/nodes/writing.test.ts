import { beforeEach, describe, expect, it } from "vitest";
import { mostVersions, type NodeId } from "#schemas/identifiers.ts";
import { deleteNode, keepDeletedDays } from "#shared/nodes/delete-node.ts";
import { duplicateNode } from "#shared/nodes/duplicate-node.ts";
import { etagOf } from "#shared/nodes/etag.ts";
import { getNode } from "#shared/nodes/get-node.ts";
import { writeNextVersion } from "#shared/nodes/next-version.ts";
import type { NodeStore } from "#shared/nodes/node-store.ts";
import { restoreVersion } from "#shared/nodes/restore-version.ts";
import { undeleteNode } from "#shared/nodes/undelete-node.ts";
import { memoryNodeStore } from "../../support/stores/memory-node-store.ts";
import {
  firstWrite,
  newNodeId,
  newTenant,
  sampleContent,
  sampleVerification,
} from "../../support/stores/node-samples.ts";

const clock = { now: () => new Date("2031-02-03T04:05:06.789Z") };
const caller = { tenant: newTenant(), subject: "ada", roles: ["user" as const] };
const stranger = { ...caller, tenant: newTenant() };

let nodes: NodeStore;
let id: NodeId;

beforeEach(async () => {
  nodes = memoryNodeStore();
  const write = firstWrite();
  id = write.head.id;
  await nodes.write(caller.tenant, write);
});

async function change(name: string) {
  const stored = await nodes.get(caller.tenant, id);
  if (stored === undefined) throw new Error("no node");
  return writeNextVersion(
    {
      stored,
      caller,
      content: sampleContent({ name }),
      verification: sampleVerification({ status: "failed" }),
      changeDescription: "renamed",
      action: "updated",
    },
    { nodes, clock },
  );
}

describe("restoreVersion", () => {
  it("makes old content the newest version, whole, with what its tests showed", async () => {
    const before = await getNode({ tenant: caller.tenant, id }, { nodes });
    await change("Other");
    const restored = await restoreVersion({ caller, id, n: 1 }, { nodes, clock });
    expect(restored).toMatchObject({ version: 3, version_count: 3, name: before.name });
    expect(restored.verification.status).toBe("passed");
    const { version: _v, version_count: _c, updated_at: _u, ...content } = restored;
    expect(before).toMatchObject(content);
  });

  it("refuses a stale tag, an absent version, and a stranger", async () => {
    await change("Other");
    const attempts = [
      [{ caller, id, n: 1, ifMatch: etagOf({ version: 1 }) }, "precondition_failed"],
      [{ caller, id, n: 9 }, "not_found"],
      [{ caller: stranger, id, n: 1 }, "not_found"],
    ] as const;
    for (const [input, code] of attempts) {
      await expect(restoreVersion(input, { nodes, clock })).rejects.toMatchObject({ code });
    }
    const kept = await getNode({ tenant: caller.tenant, id }, { nodes });
    expect(kept).toMatchObject({ version: 2, name: "Other" });
  });
});

describe("writeNextVersion", () => {
  it("tells the loser of two changes at once, in the words it asked in", async () => {
    const stored = await nodes.get(caller.tenant, id);
    if (stored === undefined) throw new Error("no node");
    await change("Winner");
    const late = {
      stored,
      caller,
      content: sampleContent({ name: "Loser" }),
      verification: sampleVerification(),
      changeDescription: "late",
      action: "updated" as const,
    };
    await expect(writeNextVersion(late, { nodes, clock })).rejects.toMatchObject({
      code: "conflict",
    });
    const tagged = { ...late, ifMatch: '"v1"' };
    await expect(writeNextVersion(tagged, { nodes, clock })).rejects.toMatchObject({
      code: "precondition_failed",
    });
    const full = {
      ...late,
      stored: { ...stored, head: { ...stored.head, version: mostVersions } },
    };
    await expect(writeNextVersion(full, { nodes, clock })).rejects.toMatchObject({
      code: "version_limit",
    });
  });
});

describe("deleteNode and undeleteNode", () => {
  it("hide a node and bring it back; deleting twice is no error", async () => {
    await deleteNode({ caller, id }, { nodes, clock });
    await deleteNode({ caller, id }, { nodes, clock });
    expect((await getNode({ tenant: caller.tenant, id }, { nodes })).is_active).toBe(false);
    const node = await undeleteNode({ caller, id }, { nodes, clock });
    expect(node).toMatchObject({ is_active: true, version: 1 });
    await expect(undeleteNode({ caller, id }, { nodes, clock })).rejects.toMatchObject({
      code: "node_not_deleted",
    });
  });

  it("name the day from which the content may be removed", async () => {
    const marks: string[] = [];
    const spying = {
      ...nodes,
      delete: async (...[, , mark]: Parameters<NodeStore["delete"]>) => {
        marks.push(mark.purgeDay);
        return "deleted" as const;
      },
    };
    await deleteNode({ caller, id }, { nodes: spying, clock });
    expect(keepDeletedDays).toBe(30);
    expect(marks).toEqual(["2031-03-05"]);
  });

  it("are for the node's tenant only", async () => {
    const input = { caller: stranger, id };
    await expect(deleteNode(input, { nodes, clock })).rejects.toMatchObject({ code: "not_found" });
    await expect(undeleteNode(input, { nodes, clock })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("duplicateNode", () => {
  it("makes a node of its own with the same content", async () => {
    const copyId = newNodeId();
    const services = { nodes, clock, newId: () => copyId };
    const copy = await duplicateNode({ caller, id }, services);
    expect(copy).toMatchObject({ id: copyId, version: 1, name: "CSV to JSON (copy)" });
    expect((await getNode({ tenant: caller.tenant, id }, { nodes })).name).toBe("CSV to JSON");
    await expect(duplicateNode({ caller, id }, services)).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("does not copy what is deleted or a stranger's", async () => {
    const services = { nodes, clock, newId: newNodeId };
    await expect(duplicateNode({ caller: stranger, id }, services)).rejects.toMatchObject({
      code: "not_found",
    });
    await deleteNode({ caller, id }, { nodes, clock });
    await expect(duplicateNode({ caller, id }, services)).rejects.toMatchObject({
      code: "node_deleted",
    });
  });
});
