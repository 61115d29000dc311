import { dynamodbNodeStore } from "#shared/aws/dynamodb-node-store.ts";
import type { NodeStore, NodeWrite } from "#shared/nodes/node-store.ts";
import type { LocalTables } from "../../test/support/aws/local-tables.ts";
import {
  firstWrite,
  instant,
  newTenant,
  nextWrite,
  sampleContent,
} from "../../test/support/stores/node-samples.ts";
import type { AccessCost, Meter } from "./access-meter.ts";

/** 15 KB of content, most of it code, as a large generated node has. */
export const content15Kb = sampleContent({
  execution_code: `// ${"x".repeat(9_800)}\nasync function execute() { return {}; }`,
  input_schema: { type: "object", description: "s".repeat(2_000) },
  tests: [{ name: "one", inputs: { text: "t".repeat(2_300) }, expected: null }],
});

export async function nodeAccesses(tables: LocalTables, meter: Meter): Promise<AccessCost[]> {
  const store = dynamodbNodeStore(tables);
  const tenant = newTenant();
  const other = newTenant();
  const first = firstWrite({ content: content15Kb });
  const second = nextWrite(first);
  const { id } = first.head;
  const mark = { at: instant(99), by: "ada", purgeDay: "2031-01-31" };
  await fillList(store, other);
  return [
    await meter("create node", () => store.write(tenant, first)),
    await meter("update node", () => store.write(tenant, second)),
    await meter("get node", () => store.get(tenant, id)),
    await meter("list 50 nodes", () => store.list(other, { deleted: false, limit: 50 })),
    await meter("list by category, 50", () =>
      store.list(other, { deleted: false, category: "Data", limit: 50 }),
    ),
    await meter("search 50 nodes for text", () =>
      store.list(other, { deleted: false, q: "nowhere", limit: 50 }),
    ),
    await meter("list versions", () => store.listVersions(tenant, id, { limit: 50 })),
    await meter("get version", () => store.getVersion(tenant, id, 1)),
    await meter("delete node", () => store.delete(tenant, id, mark)),
    await meter("undelete node", () =>
      store.undelete(tenant, { head: second.head, content: second.content }, mark),
    ),
  ];
}

async function fillList(store: NodeStore, tenant: ReturnType<typeof newTenant>): Promise<void> {
  const writes: NodeWrite[] = Array.from({ length: 50 }, (_, at) => firstWrite({ at }));
  for (const write of writes) await store.write(tenant, write);
}
