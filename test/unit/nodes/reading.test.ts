import { beforeEach, describe, expect, it } from "vitest";
import type { TenantKey } from "#schemas/identifiers.ts";
import { getNode } from "#shared/nodes/get-node.ts";
import { getVersion } from "#shared/nodes/get-version.ts";
import { listNodes } from "#shared/nodes/list-nodes.ts";
import { listVersions } from "#shared/nodes/list-versions.ts";
import type { NodeStore } from "#shared/nodes/node-store.ts";
import { memoryNodeStore } from "../../support/stores/memory-node-store.ts";
import { firstWrite, newNodeId, newTenant } from "../../support/stores/node-samples.ts";

let nodes: NodeStore;
let tenant: TenantKey;
const stranger = newTenant();

const list = { deleted: false, limit: 2 };

beforeEach(() => {
  nodes = memoryNodeStore();
  tenant = newTenant();
});

async function store(at: number, content = {}) {
  const write = firstWrite({ at, content });
  await nodes.write(tenant, write);
  return write.head.id;
}

describe("getNode", () => {
  it("shows head and content, and not what is internal", async () => {
    const id = await store(1);
    const node = await getNode({ tenant, id }, { nodes });
    expect(node).toMatchObject({ id, version: 1, name: "CSV to JSON", is_active: true });
    expect(node).not.toHaveProperty("code_hash");
  });

  it("tells another tenant's node like one that does not exist", async () => {
    const id = await store(1);
    const foreign = getNode({ tenant: stranger, id }, { nodes });
    const absent = getNode({ tenant, id: newNodeId() }, { nodes });
    await expect(foreign).rejects.toMatchObject({ code: "not_found" });
    expect(await foreign.catch(String)).toBe(await absent.catch(String));
  });
});

describe("listNodes", () => {
  it("pages from the newest change on, each node once", async () => {
    const ids = [await store(1), await store(2), await store(3)];
    const first = await listNodes({ tenant, ...list }, { nodes });
    const second = await listNodes({ tenant, ...list, cursor: first.nextCursor }, { nodes });
    expect([...first.items, ...second.items].map((item) => item.id)).toEqual(ids.reverse());
    expect(second.nextCursor).toBeUndefined();
  });

  it("folds case in a search", async () => {
    const id = await store(1, { name: "Straße & SLUGS" });
    await store(2, { name: "Other", description: "", tags: [] });
    const found = await listNodes({ tenant, ...list, q: "slugs" }, { nodes });
    expect(found.items.map((item) => item.id)).toEqual([id]);
  });

  it("refuses a cursor that is edited, of another list, or of another tenant", async () => {
    for (const at of [1, 2, 3]) await store(at);
    const { nextCursor = "" } = await listNodes({ tenant, ...list }, { nodes });
    const attempts = [
      { tenant, ...list, cursor: nextCursor.slice(0, -2) },
      { tenant, ...list, cursor: Buffer.from('["0123456789abcdef",{}]').toString("base64url") },
      { tenant, ...list, cursor: "%%%" },
      { tenant, ...list, category: "Data", cursor: nextCursor },
      { tenant, ...list, deleted: true, cursor: nextCursor },
      { tenant: stranger, ...list, cursor: nextCursor },
    ];
    for (const attempt of attempts) {
      await expect(listNodes(attempt, { nodes })).rejects.toMatchObject({
        code: "invalid_cursor",
        errors: [expect.objectContaining({ path: "query.cursor" })],
      });
    }
  });
});

describe("versions", () => {
  it("are listed and given to their tenant only", async () => {
    const id = await store(1);
    const { items } = await listVersions({ tenant, id, limit: 10 }, { nodes });
    expect(items).toEqual([expect.objectContaining({ id: `${id}@1`, version_number: 1 })]);
    const version = await getVersion({ tenant, id, n: 1 }, { nodes });
    expect(version).toMatchObject({ node_id: id, execution_code: expect.any(String) });
    const reads = [
      listVersions({ tenant: stranger, id, limit: 10 }, { nodes }),
      getVersion({ tenant: stranger, id, n: 1 }, { nodes }),
      getVersion({ tenant, id, n: 2 }, { nodes }),
    ];
    for (const read of reads) await expect(read).rejects.toMatchObject({ code: "not_found" });
  });
});
