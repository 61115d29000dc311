import { describe, expect, it } from "vitest";
import { AppError } from "#shared/app-error.ts";
import { acceptBatch } from "#shared/jobs/accept-batch.ts";
import type { JobRecord } from "#shared/jobs/job-store.ts";
import { accepting, noKeys } from "../../support/jobs/accepting.ts";
import { newNodeId, newTenant } from "../../support/stores/node-samples.ts";

const caller = { tenant: newTenant(), subject: "ada", roles: ["user" as const] };

/** Services that refuse the requests named, each with its error. */
function services(refusals: Readonly<Record<string, unknown>> = {}) {
  const accepted: string[] = [];
  const faults: unknown[] = [];
  const atOnce = { now: 0, most: 0 };
  return {
    accepted,
    faults,
    atOnce,
    jobs: {
      accept: async (_job: JobRecord, { request }: { request: string }) => {
        atOnce.now += 1;
        atOnce.most = Math.max(atOnce.most, atOnce.now);
        await new Promise(setImmediate);
        atOnce.now -= 1;
        if (refusals[request] !== undefined) throw refusals[request];
        accepted.push(request);
        return { accepted: true as const };
      },
      get: async () => undefined,
    },
    queue: { send: async () => {} },
    clock: { now: () => new Date("2031-02-03T04:05:06.789Z") },
    newId: newNodeId as () => string,
    leaseMs: 50_000,
    ...accepting,
    idempotency: noKeys,
    providerConfigured: true,
    onSendFailure: () => {},
    onFault: (error: unknown) => faults.push(error),
  };
}

const itemsOf = (...requests: string[]) => requests.map((request) => ({ request: { request } }));

describe("acceptBatch", () => {
  it("makes a job of each request, in order and a few at once", async () => {
    const given = services();
    const requests = Array.from({ length: 20 }, (_, index) => `request ${index}`);
    const entries = await acceptBatch({ caller, items: itemsOf(...requests) }, given);
    expect(entries.map(({ index }) => index)).toEqual(requests.map((_, index) => index));
    expect(new Set(entries.map((entry) => "job" in entry && entry.job.id)).size).toBe(20);
    expect(given.accepted).toEqual(requests);
    expect(given.atOnce.most).toBe(5);
  });

  it("is not stopped by one that is not valid, or that is refused", async () => {
    const refused = new AppError("payload_too_large", "Too large.");
    const given = services({ large: refused });
    const errors = [{ path: "requests[1].request", code: "too_small", message: "too short" }];
    const items = [...itemsOf("one"), { errors }, ...itemsOf("large", "two")];
    const entries = await acceptBatch({ caller, items }, given);
    expect(entries).toMatchObject([
      { index: 0, job: { status: "queued" } },
      { index: 1, error: { code: "invalid_request", errors } },
      { index: 2, error: { code: "payload_too_large", detail: "Too large." } },
      { index: 3, job: { status: "queued" } },
    ]);
    expect(given.faults).toEqual([]);
  });

  it("tells those that a fault of ours kept out, in our words, and those that it did not", async () => {
    const fault = new Error("connect ECONNREFUSED 10.0.0.1");
    const given = services({ two: fault, three: fault });
    const entries = await acceptBatch({ caller, items: itemsOf("one", "two", "three") }, given);
    expect(entries).toMatchObject([
      { index: 0, job: {} },
      { index: 1, error: { code: "unavailable" } },
      { index: 2, error: { code: "unavailable" } },
    ]);
    expect(JSON.stringify(entries)).not.toContain("ECONNREFUSED");
    expect(given.faults).toEqual([fault, fault]);
  });

  it("refuses as a whole where no model is configured", async () => {
    const given = { ...services(), providerConfigured: false };
    await expect(acceptBatch({ caller, items: [{ errors: [] }] }, given)).rejects.toMatchObject({
      code: "llm_not_configured",
    });
  });
});
