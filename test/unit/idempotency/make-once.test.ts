import { describe, expect, it } from "vitest";
import { AppError } from "#shared/app-error.ts";
import type { IdempotencyRecord, IdempotentResult } from "#shared/idempotency/idempotency.ts";
import { idempotencyClaim } from "#shared/idempotency/idempotency-claim.ts";
import { keyTaken, makeOnce } from "#shared/idempotency/make-once.ts";
import { noMetrics } from "../../support/jobs/accepting.ts";
import { newNodeId, newTenant } from "../../support/stores/node-samples.ts";

const claim = idempotencyClaim({ key: "k", operation: "o", params: undefined, body: 1 });
const other = idempotencyClaim({ key: "k", operation: "o", params: undefined, body: 2 });
const result: IdempotentResult = { nodeId: newNodeId(), version: 1 };
const record: IdempotencyRecord = { body: claim.body, result };

/** Looks for the key give these, one after the other. */
function once(
  looks: readonly (IdempotencyRecord | Error | undefined)[],
  make: () => Promise<string>,
) {
  const left = [...looks];
  const find = async () => {
    const look = left.shift();
    if (look instanceof Error) throw look;
    return look;
  };
  const making = { make, replay: async (found: IdempotentResult) => JSON.stringify(found) };
  const services = { idempotency: { find }, metrics: noMetrics };
  return makeOnce({ tenant: newTenant(), claim }, making, services);
}

const made = async () => "made";
const fails = (error: Error) => () => Promise.reject(error);
const replay = { made: JSON.stringify(result), replayed: true };

describe("makeOnce", () => {
  it("makes what was not made, and nothing that was", async () => {
    expect(await once([undefined], made)).toEqual({ made: "made", replayed: false });
    expect(await once([record], fails(new Error("made twice")))).toEqual(replay);
  });

  it.each([keyTaken(), new AppError("precondition_failed", "too late"), new Error("lost")])(
    "gives what the same request made meanwhile, in the place of: %s",
    async (error) => {
      expect(await once([undefined, record], fails(error))).toEqual(replay);
    },
  );

  it("fails as the making did, where nothing was made or that cannot be known", async () => {
    const error = new Error("the table is away");
    await expect(once([undefined, undefined], fails(error))).rejects.toBe(error);
    await expect(once([undefined, new Error("away too")], fails(error))).rejects.toBe(error);
  });

  it("refuses the key of another request, whenever that comes out", async () => {
    const reused = { code: "idempotency_key_reused" };
    const taken = { ...record, body: other.body };
    await expect(once([taken], made)).rejects.toMatchObject(reused);
    await expect(once([undefined, taken], fails(keyTaken()))).rejects.toMatchObject(reused);
  });

  it("looks for nothing where there is no key", async () => {
    const error = new Error("the table is away");
    const none = makeOnce(
      { tenant: newTenant(), claim: undefined },
      { make: fails(error), replay: made },
      { idempotency: { find: fails(new Error("looked")) }, metrics: noMetrics },
    );
    await expect(none).rejects.toBe(error);
  });
});
