import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { GenerationReport } from "#schemas/generation.ts";
import { JobStatus } from "#schemas/job.ts";
import { documentClient } from "#shared/aws/document-client.ts";
import { clientOptionsOf } from "./store-node.ts";
import type { TestStack } from "./test-stack.ts";

const Key = z.looseObject({ pk: z.string(), sk: z.string() });
const Places = Key.extend({ jobs: z.instanceof(Set).optional() });
const Day = Key.extend({ committed: z.number(), spent: z.number().default(0) });
const Line = Key.extend({ spent: z.number(), outcome: z.string() });
const Report = z.preprocess((text) => JSON.parse(String(text)), GenerationReport);
const StoredJob = Key.extend({ status: JobStatus, seq: z.number(), generation: Report.optional() });
const StoredEvent = Key.extend({ name: z.string() });

/** What the tables hold of all tenants' jobs, money and nodes, read past the guard and its faults. */
export async function readBooks(stack: TestStack) {
  const client = documentClient(clientOptionsOf(stack));
  const names = new Set(
    [...stack.functions.values()].flatMap(({ definition: { environment } }) =>
      ["NODES_TABLE", "WORK_TABLE", "ACCOUNT_TABLE"].flatMap((name) => environment[name] ?? []),
    ),
  );
  try {
    const items: z.infer<typeof Key>[] = [];
    for (const TableName of names) {
      const { Items = [], LastEvaluatedKey } = await client.send(new ScanCommand({ TableName }));
      if (LastEvaluatedKey) throw new Error(`${TableName} holds more than one page`);
      items.push(...Items.map((item) => Key.parse(item)));
    }
    const of = <Item extends z.ZodType>(schema: Item, kind: string, sort: RegExp) =>
      items
        .filter(({ pk, sk }) => pk.startsWith(`${kind}#`) && sort.test(sk))
        .map((item) => schema.parse(item));
    return {
      places: of(Places, "G", /^G$/),
      days: of(Day, "B", /^[\d-]{10}$/),
      lines: of(Line, "$", /#/),
      jobs: of(StoredJob, "J", /^J$/),
      events: of(StoredEvent, "J", /^E#/),
      nodes: of(Key, "N", /^H$/),
    };
  } finally {
    client.destroy();
  }
}
