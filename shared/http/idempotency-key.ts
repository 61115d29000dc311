import type { OperationName } from "#schemas/routes.ts";
import type { IdempotencyClaim } from "../idempotency/idempotency.ts";
import { idempotencyClaim } from "../idempotency/idempotency-claim.ts";

interface ParsedRequest {
  readonly headers: { readonly "idempotency-key"?: string | undefined };
  /** What the path says, and of the query what makes it another request. */
  readonly params?: unknown;
  readonly body?: unknown;
}

/**
 * What a request's `Idempotency-Key` claims, where it has one (draft-ietf-httpapi-idempotency-key-header).
 * The draft has it in quotes; it is the same key without them.
 */
export function idempotencyOf(
  operation: OperationName,
  { headers, params, body }: ParsedRequest,
): IdempotencyClaim | undefined {
  const given = headers["idempotency-key"];
  if (given === undefined) return undefined;
  return idempotencyClaim({ key: unquoted(given), operation, params, body });
}

const unquoted = (text: string): string => /^"(.*)"$/.exec(text)?.[1] ?? text;

/** Told with an answer that was made before. */
export const replayedHeader = { "idempotency-replayed": "true" } as const;
