import { createHash } from "node:crypto";
import * as z from "zod";
import { AppError } from "../app-error.ts";

/**
 * Cursors are positions with a digest over what they belong to: tenant, list and filters. A cursor
 * of another list, a shortened or an edited one is refused. The digest needs no secret: a forged
 * position could only skip the forger's own items, since keys are built from the token's tenant.
 */
export interface CursorScope {
  readonly list: "nodes" | "versions" | "config-audit";
  readonly of: readonly (string | boolean | undefined)[];
}

const Envelope = z.tuple([z.string().length(16), z.unknown()]);

export function encodeCursor(scope: CursorScope, position: unknown): string {
  return Buffer.from(JSON.stringify([digest(scope, position), position])).toString("base64url");
}

/** @throws AppError `invalid_cursor` */
export function decodeCursor<Position>(
  scope: CursorScope,
  schema: z.ZodType<Position>,
  cursor: string | undefined,
): Position | undefined {
  if (cursor === undefined) return undefined;
  const envelope = Envelope.safeParse(readJson(cursor));
  const position = schema.safeParse(envelope.data?.[1]);
  if (!position.success || envelope.data?.[0] !== digest(scope, envelope.data?.[1])) {
    throw new AppError("invalid_cursor", "Take the cursor unchanged from the last page's Link.", {
      errors: [
        { path: "query.cursor", code: "invalid_cursor", message: "is not a cursor of this list" },
      ],
    });
  }
  return position.data;
}

function readJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

const digest = (scope: CursorScope, position: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify([scope.list, scope.of, position]))
    .digest("base64url")
    .slice(0, 16);
