import * as z from "zod";
import type { Table } from "../services/tables.ts";

const Attributes = z.record(z.string(), z.record(z.string(), z.unknown()));

const Part = z.object({
  TableName: z.string(),
  Item: Attributes.optional(),
  Key: Attributes.optional(),
});
const Transaction = z.object({ TransactItems: z.array(z.record(z.string(), Part)) });
const IndexQuery = z.object({ TableName: z.string(), IndexName: z.string() });
const QueryAnswer = z.looseObject({ Items: z.array(Attributes).optional() });

const writes = new Set(["PutItem", "UpdateItem", "DeleteItem"]);

/**
 * Makes indexes late, as they are in DynamoDB and never in the emulator: what was written less
 * than `lagMs` ago is not in them yet.
 */
export function createIndexLag(
  lagMs: number,
  tables: ReadonlyMap<string, Table>,
  now: () => number = Date.now,
) {
  const writtenAt = new Map<string, number>();

  const idOf = (tableName: string, attributes: z.infer<typeof Attributes> = {}) => {
    const keys = tables.get(tableName)?.KeySchema.map(({ AttributeName }) => AttributeName) ?? [];
    return JSON.stringify([tableName, ...keys.map((key) => attributes[key])]);
  };
  const note = ({ TableName, Item, Key }: z.infer<typeof Part>) =>
    writtenAt.set(idOf(TableName, Item ?? Key), now());

  return {
    /** Called with every request to the database. */
    onRequest(operation: string, body: unknown): void {
      if (writes.has(operation)) note(Part.parse(body));
      if (operation !== "TransactWriteItems") return;
      for (const item of Transaction.parse(body).TransactItems) Object.values(item).forEach(note);
    },
    /** What to do with the answer's body; undefined where it stays as it is. */
    rewriteOf(operation: string, body: unknown): ((answer: string) => string) | undefined {
      const query = IndexQuery.safeParse(body);
      if (operation !== "Query" || !query.success) return undefined;
      const isLate = (item: z.infer<typeof Attributes>) =>
        now() - (writtenAt.get(idOf(query.data.TableName, item)) ?? Number.NEGATIVE_INFINITY) <
        lagMs;
      return (answer) => {
        const { Items = [], ...rest } = QueryAnswer.parse(JSON.parse(answer));
        const indexed = Items.filter((item) => !isLate(item));
        return JSON.stringify({ ...rest, Items: indexed, Count: indexed.length });
      };
    },
  };
}
