import { beforeEach, describe, expect, it } from "vitest";
import type { NodeContent, Verification } from "#schemas/node.ts";
import {
  findReferences,
  type ReferenceStore,
} from "#shared/generation/references/find-references.ts";
import type { NodeStore, NodeWrite } from "#shared/nodes/node-store.ts";
import { previousAttempt } from "../../support/context/previous-attempt.ts";
import { memoryNodeStore } from "../../support/stores/memory-node-store.ts";
import {
  firstWrite,
  instant,
  newTenant,
  nextWrite,
  sampleVerification,
} from "../../support/stores/node-samples.ts";

let store: NodeStore;
let faults: unknown[];
let calls: string[];
const tenant = newTenant();

beforeEach(() => {
  store = memoryNodeStore();
  faults = [];
  calls = [];
});

/** The store, with what was asked of it. */
const counted = (): ReferenceStore => ({
  list(of, query) {
    calls.push(`list ${query.limit}`);
    return store.list(of, query);
  },
  contents(of, wanted) {
    calls.push(`contents ${wanted.length}`);
    return store.contents(of, wanted);
  },
});

const task = { kind: "create", request: "Parse CSV text into objects", context: {} } as const;

type Options = Partial<Parameters<typeof findReferences>[0]>;
const find = (options: Options = {}, references: ReferenceStore = counted()) =>
  findReferences(
    { tenant, task, ...options },
    { references, onFault: (error) => faults.push(error) },
  );

async function stored(
  content: Partial<NodeContent>,
  changes: Partial<Verification> = {},
): Promise<NodeWrite> {
  const write = firstWrite({ content });
  const verification = sampleVerification(changes);
  const verified = { ...write, head: { ...write.head, verification }, verification };
  await store.write(tenant, verified);
  return verified;
}

describe("findReferences", () => {
  it("gives code and schemas of the newest version, in one query and one read", async () => {
    const first = await stored({ name: "CSV to objects" });
    await store.write(tenant, nextWrite(first, { content: { execution_code: "// newer" } }));
    expect(await find()).toEqual([
      {
        id: first.head.id,
        name: "CSV to objects",
        description: first.content.description,
        input_schema: first.content.input_schema,
        output_schema: first.content.output_schema,
        execution_code: "// newer",
      },
    ]);
    expect(calls).toEqual(["list 200", "contents 1"]);
  });

  it("gives at most three, and reads no more", async () => {
    for (let n = 1; n <= 5; n += 1) await stored({ name: `CSV to objects ${n}` });
    expect(await find()).toHaveLength(3);
    expect(calls).toEqual(["list 200", "contents 3"]);
  });

  it.each(["failed", "unverified"] as const)("shows no node that is %s", async (status) => {
    await stored({}, { status });
    expect(await find()).toEqual([]);
    expect(calls).toEqual(["list 200"]);
  });

  it("shows no deleted node, none of another tenant, and not the one that is changed", async () => {
    const deleted = await stored({});
    await store.delete(tenant, deleted.head.id, {
      at: instant(9),
      by: "ada",
      purgeDay: "2031-02-01",
    });
    await store.write(newTenant(), firstWrite());
    const own = await stored({});
    expect(await find({ except: own.head.id })).toEqual([]);
    expect(await find()).toHaveLength(1);
  });

  it("asks nothing where the task takes none", async () => {
    await stored({});
    expect(await find({ task: { ...task, context: { references: false } } })).toEqual([]);
    expect(await find({ task: { ...task, kind: "repair", previous: previousAttempt } })).toEqual(
      [],
    );
    expect(calls).toEqual([]);
  });

  it.each(["list", "contents"] as const)("tells a fault of %s and gives none", async (method) => {
    await stored({});
    const fault = new Error("throttled");
    const failing = { ...counted(), [method]: () => Promise.reject(fault) };
    expect(await find({}, failing)).toEqual([]);
    expect(faults).toEqual([fault]);
  });

  it("leaves out what was removed between the two reads", async () => {
    await stored({});
    const emptied = { ...counted(), contents: async () => [undefined] };
    expect(await find({}, emptied)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
