import { ProvisionedThroughputExceededException } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { documentClient } from "#shared/aws/document-client.ts";
import { dynamodbRequestLimiter } from "#shared/aws/dynamodb-request-limiter.ts";
import type { RequestLimiter } from "#shared/limits/request-limiter.ts";
import { type Faults, withFaults } from "../../support/aws/faults.ts";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";
import { newTenant } from "../../support/stores/node-samples.ts";

let tables: LocalTables;
beforeAll(async () => {
  tables = await startLocalTables();
});
afterAll(() => tables.stop());

let now = Date.parse("2026-11-21T08:00:00Z");
let faults: Faults;
let limiter: RequestLimiter;

const newLimiter = () => {
  const client = documentClient(tables.clientOptions);
  return {
    faults: withFaults(client),
    limiter: dynamodbRequestLimiter({
      client,
      workTable: tables.workTable,
      clock: { now: () => new Date(now) },
      limits: {
        requests: { most: 5, windowMs: 10_000 },
        streams: { most: 2, windowMs: 10_000 },
      },
    }),
  };
};

beforeEach(() => {
  ({ faults, limiter } = newLimiter());
});

const takeAll = async (tenant: ReturnType<typeof newTenant>, times: number) => {
  const states = [];
  for (let index = 0; index < times; index += 1) {
    states.push(await limiter.take(tenant, "requests"));
  }
  return states;
};

describe("the request limiter", () => {
  it("allows a window's requests at once and refuses the next with the time to wait", async () => {
    const states = await takeAll(newTenant(), 6);
    expect(states.map(({ allowed }) => allowed)).toEqual([true, true, true, true, true, false]);
    expect(states.map(({ remaining }) => remaining)).toEqual([4, 3, 2, 1, 0, 0]);
    expect(states.at(-1)).toMatchObject({ retryAfterSeconds: 2, resetSeconds: 10 });
  });

  it("allows one more with each share of the window", async () => {
    const tenant = newTenant();
    await takeAll(tenant, 5);
    now += 2_000;
    const [allowed, refused] = await takeAll(tenant, 2);
    expect([allowed?.allowed, refused?.allowed]).toEqual([true, false]);
  });

  it("keeps tenants and classes apart", async () => {
    const tenant = newTenant();
    await takeAll(tenant, 6);
    expect((await limiter.take(newTenant(), "requests")).allowed).toBe(true);
    expect((await limiter.take(tenant, "streams")).allowed).toBe(true);
  });

  it("never allows more than the limit, however many instances ask at once", async () => {
    const tenant = newTenant();
    const instances = Array.from({ length: 4 }, () => newLimiter().limiter);
    const asked = instances.flatMap((one) =>
      Array.from({ length: 5 }, () => one.take(tenant, "requests")),
    );
    const allowed = (await Promise.all(asked)).filter((state) => state.allowed);
    expect(allowed.length).toBeGreaterThan(0);
    expect(allowed.length).toBeLessThanOrEqual(5);
  });

  it("is one write while requests come one after the other, and after a pause two for others", async () => {
    const tenant = newTenant();
    await takeAll(tenant, 3);
    expect(faults.requests.length).toBe(3);
    const other = newLimiter();
    await other.limiter.take(tenant, "requests");
    expect(other.faults.requests.length).toBe(2);
  });

  it("refuses where the store throttles this tenant's item", async () => {
    faults.inject(() => {
      throw new ProvisionedThroughputExceededException({ message: "busy", $metadata: {} });
    });
    expect(await limiter.take(newTenant(), "requests")).toMatchObject({ allowed: false });
  });

  it("throws any other fault, for its caller to decide", async () => {
    faults.inject(() => {
      throw new Error("no connection");
    });
    await expect(limiter.take(newTenant(), "requests")).rejects.toThrow("no connection");
  });
});
