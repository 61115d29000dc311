import { createHash, createHmac } from "node:crypto";
import type { Hash } from "#schemas/identifiers.ts";
import type { IdempotencyClaim } from "./idempotency.ts";

/** A request as far as it must be the same when its key comes again. */
export interface KeyedRequest {
  readonly key: string;
  readonly operation: string;
  /** Path parameters and body as the route's schemas gave them, so that defaults are filled in. */
  readonly params: unknown;
  readonly body: unknown;
}

/**
 * The request is hashed with its key (HMAC-SHA-256), and of the key itself only a hash is kept: a
 * secret in a body that is otherwise known could not be guessed from what is stored, however short.
 * The order of an object's members and white space make no difference; the order of a list does.
 * Headers are no part of it.
 */
export function idempotencyClaim({ key, ...request }: KeyedRequest): IdempotencyClaim {
  const { operation, params = null, body = null } = request;
  const whole = canonicalJson({ operation, params, body });
  return { key: hashOf(key), body: createHmac("sha256", key).update(whole).digest("hex") };
}

/** For one of the parts that a request makes on their own: a key of its own, the whole as body. */
export const claimOfPart = ({ key, body }: IdempotencyClaim, index: number): IdempotencyClaim => ({
  key: hashOf(`${key}#${index}`),
  body,
});

const hashOf = (text: string): Hash => createHash("sha256").update(text).digest("hex");

/** JSON with the members of every object in the order of their names' code units. */
const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) => (isObject(part) ? sortedMembers(part) : part));

const isObject = (part: unknown): part is object =>
  typeof part === "object" && part !== null && !Array.isArray(part);

/** Without a prototype, so that a member named `__proto__` is one like any other. */
function sortedMembers(part: object): object {
  const sorted = Object.create(null);
  for (const name of Object.keys(part).sort()) sorted[name] = Reflect.get(part, name);
  return sorted;
}
