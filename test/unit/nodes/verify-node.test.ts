import { beforeEach, describe, expect, it } from "vitest";
import type { NodeId } from "#schemas/identifiers.ts";
import type { NodeTest } from "#schemas/node.ts";
import type { NodeStore } from "#shared/nodes/node-store.ts";
import { verifyNode } from "#shared/nodes/verify-node.ts";
import { memoryNodeStore } from "../../support/stores/memory-node-store.ts";
import { firstWrite, newNodeId, newTenant, nextWrite } from "../../support/stores/node-samples.ts";
import { FakeSandbox, replyOf } from "../proving/fake-sandbox.ts";

const clock = { now: () => new Date("2031-02-03T04:05:06.789Z") };
const caller = { tenant: newTenant(), subject: "ada", roles: ["user" as const] };
const onFault = (error: unknown) => {
  throw error;
};

const code = `async function execute(inputs) {
  return { rows: inputs.csv.split(",") };
}`;
const tests: NodeTest[] = [
  { name: "one", inputs: { csv: "a" }, expected: { rows: ["a"] } },
  { name: "two", inputs: { csv: "a,b" }, expected: { rows: ["a", "b"] } },
];

/** Does what the code above does; a mutant of it returns nothing. */
const sandbox = () =>
  new FakeSandbox(({ runs }) =>
    runs.map(({ inputs, variant }) => {
      const { csv } = inputs as { csv: string };
      return replyOf(variant === undefined ? { rows: csv.split(",") } : {});
    }),
  );

let nodes: NodeStore;
let id: NodeId;

beforeEach(async () => {
  nodes = memoryNodeStore();
  const first = firstWrite({ content: { execution_code: code, tests } });
  id = first.head.id;
  await nodes.write(caller.tenant, first);
  const wrong = [{ name: "wrong", inputs: { csv: "a" }, expected: { rows: [] } }];
  await nodes.write(caller.tenant, nextWrite(first, { content: { tests: wrong } }));
});

const verify = (more: { id?: NodeId; version?: number; signal?: AbortSignal } = {}) =>
  verifyNode({ caller, id, ...more }, { nodes, sandbox: sandbox(), clock, onFault });

describe("verifyNode", () => {
  it("runs the newest version's tests, and the node tells what they showed", async () => {
    const verification = await verify();
    expect(verification).toMatchObject({
      status: "failed",
      failed: 1,
      ran_at: "2031-02-03T04:05:06.789Z",
    });
    expect((await nodes.get(caller.tenant, id))?.head).toMatchObject({ version: 2, verification });
  });

  it("runs an older version's own code and tests, and measures them", async () => {
    const verification = await verify({ version: 1 });
    expect(verification).toMatchObject({ status: "passed", passed: 2 });
    expect(verification.strength?.killed).toBe(verification.strength?.mutants);
    expect((await nodes.getVersion(caller.tenant, id, 1))?.verification).toEqual(verification);
    expect((await nodes.get(caller.tenant, id))?.head.verification).not.toEqual(verification);
  });

  it.each([
    ["node", { id: newNodeId() }],
    ["version", { version: 3 }],
  ])("an unknown %s is not found", async (_, more) => {
    await expect(verify(more)).rejects.toMatchObject({ code: "not_found" });
  });

  it("a deleted node is not verified", async () => {
    const mark = { at: "2031-01-01T00:00:00.000Z", by: "ada", purgeDay: "2031-02-01" };
    await nodes.delete(caller.tenant, id, mark);
    await expect(verify()).rejects.toMatchObject({ code: "node_deleted" });
  });

  it("keeps nothing once the caller was told that it took too long", async () => {
    const before = await nodes.get(caller.tenant, id);
    await expect(verify({ signal: AbortSignal.abort() })).rejects.toThrow();
    expect(await nodes.get(caller.tenant, id)).toEqual(before);
  });
});
