import { describe, expect, it } from "vitest";
import { JobId } from "#schemas/identifiers.ts";
import { IdempotencyKey } from "#schemas/routes/route-parts.ts";
import { idempotencyOf } from "#shared/http/idempotency-key.ts";
import { findReplay } from "#shared/idempotency/find-replay.ts";
import {
  claimOfPart,
  idempotencyClaim,
  type KeyedRequest,
} from "#shared/idempotency/idempotency-claim.ts";
import { newNodeId, newTenant } from "../../support/stores/node-samples.ts";

const request: KeyedRequest = {
  key: "k",
  operation: "generate-node",
  params: undefined,
  body: { a: 1, b: [1, 2] },
};
const claimOf = (changes: Partial<KeyedRequest> = {}) =>
  idempotencyClaim({ ...request, ...changes });

describe("idempotencyClaim", () => {
  it("keeps neither the key nor the body", () => {
    const { key, body } = claimOf({ key: "order-4711" });
    for (const hash of [key, body]) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("of the same body is another with another key, so that a short secret cannot be looked up", () => {
    expect(claimOf({ key: "another" }).body).not.toBe(claimOf().body);
    expect(claimOf().body).toBe(claimOf().body);
  });

  it("is the same whatever the order of members, at any depth", () => {
    const one = claimOf({ body: { a: { x: 1, y: [{ p: 1, q: 2 }] }, b: [1, 2] } });
    const other = claimOf({ body: { b: [1, 2], a: { y: [{ q: 2, p: 1 }], x: 1 } } });
    expect(other).toEqual(one);
  });

  it.each([
    ["the order of a list", { body: { a: 1, b: [2, 1] } }],
    ["a value's type", { body: { a: "1", b: [1, 2] } }],
    ["a member named __proto__", { body: JSON.parse('{"a":1,"b":[1,2],"__proto__":{}}') }],
    ["the operation", { operation: "refine-node" }],
    ["a path parameter", { params: { id: "x" } }],
  ])("tells apart by %s, under the same key", (_, changes) => {
    expect(claimOf(changes).body).not.toBe(claimOf().body);
    expect(claimOf(changes).key).toBe(claimOf().key);
  });

  it("gives each part of a request a key of its own and the whole as its body", () => {
    const claim = claimOf();
    const parts = [0, 1].map((index) => claimOfPart(claim, index));
    expect(new Set([claim.key, ...parts.map(({ key }) => key)]).size).toBe(3);
    expect(parts.map(({ body }) => body)).toEqual([claim.body, claim.body]);
  });
});

describe("the header", () => {
  const read = (key: string | undefined) =>
    IdempotencyKey.safeParse({ "idempotency-key": key }).success;

  it.each([
    [undefined, true],
    ["4a1f-9", true],
    ['"4a1f-9"', true],
    ["k".repeat(255), true],
    [`"${"k".repeat(255)}"`, true],
    ["", false],
    ['""', false],
    ['"', false],
    ["k".repeat(258), false],
    ["k".repeat(10_240), false],
    ["a b", false],
    ["schlüssel", false],
    ["a\tb", false],
  ])("of %j is taken: %s", (key, expected) => {
    expect(read(key)).toBe(expected);
  });

  it("means the same key in quotes and without", () => {
    const claim = (key: string) =>
      idempotencyOf("generate-node", { headers: { "idempotency-key": key }, body: {} });
    expect(claim('"abc"')).toEqual(claim("abc"));
    expect(claim("abd")).not.toEqual(claim("abc"));
    expect(idempotencyOf("generate-node", { headers: {} })).toBeUndefined();
  });
});

describe("findReplay", () => {
  const tenant = newTenant();
  const claim = claimOf();
  const result = { jobId: JobId.parse(newNodeId()) };
  const stored = { idempotency: { find: async () => ({ body: claim.body, result }) } };

  it("gives what the same request made, and refuses another with its key", async () => {
    expect(await findReplay(tenant, claim, stored)).toEqual(result);
    const other = { ...claim, body: claimOf({ body: { a: 2, b: [] } }).body };
    await expect(findReplay(tenant, other, stored)).rejects.toMatchObject({
      code: "idempotency_key_reused",
    });
  });

  it("reads nothing where there is no key", async () => {
    const none = { idempotency: { find: () => Promise.reject(new Error("read")) } };
    expect(await findReplay(tenant, undefined, none)).toBeUndefined();
  });
});
