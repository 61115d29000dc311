import * as z from "zod";
import { NodeId, VersionNumber } from "../identifiers.ts";

/** A number in a URL. A blank text is none, although it would read as 0. */
export const numberText = <Schema extends z.ZodType<number>>(schema: Schema) =>
  z.preprocess(
    (text) => (typeof text === "string" && text.trim() !== "" ? Number(text) : text),
    schema,
  );

/** As `numberText`, or a value that stands where none is given, which OpenAPI is told besides. */
export const numberTextOr = (value: number, schema: z.ZodType<number>) =>
  numberText(schema)
    .default(value)
    .meta({ override: { default: value } });

/** Parts that several routes share. */
export const NodeParams = z.strictObject({ id: NodeId });
export const VersionParams = z.strictObject({
  id: NodeId,
  n: numberText(VersionNumber),
});

/** A page of a list. `cursor` is opaque: take it from the `Link` header of the last page. */
export const Page = z.strictObject({
  limit: numberTextOr(50, z.int().min(1).max(100)),
  cursor: z.string().min(1).max(1_000).optional(),
});

export const IfMatch = z.object({
  "if-match": z
    .string()
    .regex(/^(\*|"[^"]{1,64}")$/, { error: 'must be "*" or one ETag in quotes' })
    .optional()
    .describe("Only if the node is still at this ETag"),
});

const keyFault = "must be 1 to 255 visible ASCII characters";

/** Of requests that make something. In quotes or without; it is the same key. */
export const IdempotencyKey = z.object({
  "idempotency-key": z
    .string()
    .regex(/^(?:"[\x21-\x7e]{1,255}"|[\x21-\x7e]{1,255})$/, { error: keyFault })
    .refine((text) => !/^"{1,2}$/.test(text), { error: keyFault })
    .optional()
    .describe(
      "The same key with the same parameters and body has the same answer for 24 hours, a failed generation's too, also while the first still runs; with others it is a 409",
    ),
});

/** An answer's body: a fixed sentence, and what belongs to it. */
export const messageAnd = <const Message extends string, Shape extends z.ZodRawShape>(
  message: Message,
  shape: Shape,
) => z.strictObject({ message: z.literal(message), ...shape });

/** Headers of answers. */
export const nextPage = { link: '`<url>; rel="next"` when there is a further page' };
export const etag = { etag: "The version, for `If-Match`" };
export const replayed = {
  "idempotency-replayed": "`true` where the same request came before and this is its answer",
};

/** What most operations need: a store and no waiting. */
export const api = { timeoutSeconds: 10, memoryMb: 512 } as const;
/** Settings of every operation. */
export const base = ["LOG_LEVEL", "CORS_ORIGINS", "ERROR_TRACKING_DSN"] as const;
