import * as z from "zod";
import { NodeId, VersionNumber } from "../identifiers.ts";

/** Parts that several routes share. */
export const NodeParams = z.strictObject({ id: NodeId });
export const VersionParams = z.strictObject({
  id: NodeId,
  n: z.coerce.number<string>().pipe(VersionNumber),
});

/** A page of a list. `cursor` is opaque: take it from the `Link` header of the last page. */
export const Page = z.strictObject({
  limit: z.coerce.number<string>().pipe(z.int().min(1).max(100)).default(50),
  cursor: z.string().min(1).max(1_000).optional(),
});

export const IfMatch = z.object({
  "if-match": z
    .string()
    .regex(/^(\*|"[^"]{1,64}")$/, { error: 'must be "*" or one ETag in quotes' })
    .optional()
    .describe("Only if the node is still at this ETag"),
});

/** An answer's body: a fixed sentence, and what belongs to it. */
export const messageAnd = <const Message extends string, Shape extends z.ZodRawShape>(
  message: Message,
  shape: Shape,
) => z.strictObject({ message: z.literal(message), ...shape });

/** Headers of answers. */
export const nextPage = { link: '`<url>; rel="next"` when there is a further page' };
export const etag = { etag: "The version, for `If-Match`" };

/** What most operations need: a store and no waiting. */
export const api = { timeoutSeconds: 10, memoryMb: 512 } as const;
/** Settings of every operation. */
export const base = ["LOG_LEVEL", "CORS_ORIGINS"] as const;
