import * as z from "zod";

const GetPart = z.looseObject({ Keys: z.array(z.unknown()) });
const BatchGet = z.looseObject({ RequestItems: z.record(z.string(), GetPart) });
const BatchWrite = z.looseObject({ RequestItems: z.record(z.string(), z.array(z.unknown())) });

/** A batch of which a part is put off. */
export interface PartOfBatch {
  /** The request that is left to be done. */
  readonly request: object;
  /** The answer's body, with what was put off in it. */
  rewrite(answer: string): string;
}

/**
 * Puts each part of a batch off with a chance of 0 to 1, as a busy table does. At least one is done:
 * where none can be, DynamoDB throttles the request instead.
 */
export function putOff(
  operation: string,
  body: unknown,
  chance: number,
  random: () => number = Math.random,
): PartOfBatch | undefined {
  const isPutOff = () => random() < chance;
  if (operation === "BatchGetItem") return getsPutOff(BatchGet.parse(body), isPutOff);
  if (operation === "BatchWriteItem") return writesPutOff(BatchWrite.parse(body), isPutOff);
  return undefined;
}

function getsPutOff(
  { RequestItems, ...rest }: z.infer<typeof BatchGet>,
  isPutOff: () => boolean,
): PartOfBatch | undefined {
  const keys = Object.fromEntries(
    Object.entries(RequestItems).map(([table, { Keys }]) => [table, Keys]),
  );
  const { done, left } = divided(keys, isPutOff);
  const withRest = (parts: Parts) =>
    Object.fromEntries(
      Object.entries(parts).map(([table, Keys]) => [table, { ...RequestItems[table], Keys }]),
    );
  return partOf({ ...rest, RequestItems: withRest(done) }, "UnprocessedKeys", withRest(left));
}

function writesPutOff(
  { RequestItems, ...rest }: z.infer<typeof BatchWrite>,
  isPutOff: () => boolean,
): PartOfBatch | undefined {
  const { done, left } = divided(RequestItems, isPutOff);
  return partOf({ ...rest, RequestItems: done }, "UnprocessedItems", left);
}

type Parts = Readonly<Record<string, readonly unknown[]>>;

/** By table; tables without a part are left out. */
function divided(items: Parts, isPutOff: () => boolean): { done: Parts; left: Parts } {
  const parts = Object.entries(items)
    .flatMap(([table, some]) => some.map((part) => ({ table, part })))
    .map((one, index) => ({ ...one, isDone: index === 0 || !isPutOff() }));
  const ofAll = (isDone: boolean): Parts => {
    const chosen = Map.groupBy(
      parts.filter((one) => one.isDone === isDone),
      ({ table }) => table,
    );
    return Object.fromEntries(
      [...chosen].map(([table, some]) => [table, some.map(({ part }) => part)]),
    );
  };
  return { done: ofAll(true), left: ofAll(false) };
}

function partOf(request: object, field: string, left: object): PartOfBatch | undefined {
  if (Object.keys(left).length === 0) return undefined;
  const rewrite = (answer: string) =>
    JSON.stringify({ ...z.looseObject({}).parse(JSON.parse(answer)), [field]: left });
  return { request, rewrite };
}
