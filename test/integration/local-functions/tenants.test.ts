import { expect, test } from "vitest";
import { invoke, withFunction } from "../../support/local-functions/function-fixture.ts";

const isolated = { tenantIsolation: true };

// https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation-context.html
test("Lambda tells the handler for which tenant it runs", async () => {
  await withFunction("basic.context", isolated, async (local) => {
    expect((await invoke(local, {}, { tenantId: "blue" })).payload.tenantId).toBe("blue");
  });
  await withFunction("basic.context", {}, async (local) => {
    expect((await invoke(local)).payload).not.toHaveProperty("tenantId");
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html
test("Lambda never uses one tenant's environment for another", async () => {
  await withFunction("basic.counter", isolated, async (local) => {
    const blue = await invoke(local, {}, { tenantId: "blue" });
    const green = await invoke(local, {}, { tenantId: "green" });
    const blueAgain = await invoke(local, {}, { tenantId: "blue" });
    expect(green.payload.pid).not.toBe(blue.payload.pid);
    expect(green.payload.count).toBe(1);
    expect(blueAgain.payload).toEqual({ pid: blue.payload.pid, count: 2 });
  });
});

test("a full house gives up the environment that has been idle longest", async () => {
  await withFunction("basic.counter", { ...isolated, maxEnvironments: 2 }, async (local) => {
    const counts: number[] = [];
    for (const tenantId of ["blue", "green", "red", "green", "blue"]) {
      counts.push((await invoke(local, {}, { tenantId })).payload.count);
    }
    expect(counts).toEqual([1, 1, 1, 2, 1]);
    expect(local.idle()).toBe(2);
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation-troubleshooting.html
test.each([
  ["a missing tenant id where tenants are isolated", true, undefined, "Add a valid tenant ID"],
  ["a tenant id where tenants are not isolated", false, "blue", "is not enabled with tenancy"],
  ["characters that a tenant id may not have", true, "blue/grün", "'tenantId' failed"],
  ["an empty tenant id", true, "", "'tenantId' failed"],
  ["a tenant id that is too long", true, "b".repeat(257), "'tenantId' failed"],
])("Lambda refuses %s", async (_what, tenantIsolation, tenantId, message) => {
  await withFunction("basic.echo", { tenantIsolation }, async (local) => {
    const options = tenantId === undefined ? {} : { tenantId };
    const refusal = invoke(local, {}, options);
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.toMatchObject({ name: "InvalidParameterValueException" });
  });
});

test("Lambda takes all characters that a tenant id may have", async () => {
  await withFunction("basic.context", isolated, async (local) => {
    const tenantId = "aZ09._:/=+-@ x";
    expect((await invoke(local, {}, { tenantId })).payload.tenantId).toBe(tenantId);
  });
});
