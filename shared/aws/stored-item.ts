import * as z from "zod";
import { AppError } from "../app-error.ts";

/** Of every item; a reader of a later layout tells by it what it has before it. */
export const schemaVersion = 1;
export const SchemaVersion = z.literal(schemaVersion);

/** DynamoDB ends at 400 KB; the rest is room for keys and index attributes. */
const mostItemBytes = 350 << 10;

/**
 * A part kept as JSON text, so that it comes back exactly as it went in. A DynamoDB map would not
 * do: its numbers end at 38 digits and 1e126 where JSON's go to 1e308, and its nesting at 32
 * levels where a schema or a test's inputs may go deeper.
 */
export const jsonText = <Schema extends z.ZodType>(schema: Schema) =>
  z.codec(z.string(), schema, {
    decode: (text, context) => {
      try {
        return JSON.parse(text);
      } catch {
        // JSON.parse quotes the text it fails on, which is a tenant's: that message stays here.
        context.issues.push({ code: "custom", message: "is not JSON", input: undefined });
        return z.NEVER;
      }
    },
    encode: (value) => JSON.stringify(value),
  });

const ItemKey = z.object({ pk: z.string(), sk: z.string(), schemaVersion: z.unknown() });

/**
 * An item as it came from the table, parsed.
 * @throws if it is of an unknown schema version or does not fit: it is named, never quoted.
 */
export function readItem<Schema extends z.ZodType>(schema: Schema, item: unknown) {
  const key = ItemKey.parse(item);
  const name = `stored item ${key.pk} ${key.sk}`;
  if (key.schemaVersion !== schemaVersion) {
    throw new Error(
      `${name} has schemaVersion ${key.schemaVersion}; this code reads ${schemaVersion}`,
    );
  }
  const parsed = schema.safeParse(item);
  if (!parsed.success) {
    throw new Error(`${name} does not fit its schema: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}

type Attributes = Record<string, unknown>;

/** @throws AppError `payload_too_large` for an item that is over 350 KB. */
export function fitting<Item extends Attributes>(item: Item): Item {
  const bytes = itemBytes(item);
  if (bytes > mostItemBytes) {
    throw new AppError(
      "payload_too_large",
      `This would take ${Math.ceil(bytes / 1024)} KB in one stored item; ${mostItemBytes / 1024} KB is the most.`,
    );
  }
  return item;
}

export const isFitting = (item: Attributes): boolean => itemBytes(item) <= mostItemBytes;

/** Size of an item as DynamoDB counts it: names and values in UTF-8, with a little for structure. */
export function itemBytes(item: Attributes): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value),
    0,
  );
}

function valueBytes(value: unknown): number {
  if (value === undefined) return 0;
  if (typeof value === "string") return Buffer.byteLength(value);
  // At most 38 digits, two a byte, and one more for the sign.
  if (typeof value === "number") return Math.ceil(String(value).length / 2) + 1;
  if (Array.isArray(value)) return value.reduce((sum, each) => sum + 1 + valueBytes(each), 3);
  if (typeof value === "object" && value !== null) {
    return 3 + Object.keys(value).length + itemBytes({ ...value });
  }
  return 1;
}
