import { expect, test, vi } from "vitest";
import { createEnvironmentLimit } from "../../../local/functions/environment-limit.ts";
import { createLocalFunction } from "../../../local/functions/local-function.ts";
import { define, invoke, withFunction } from "../../support/local-functions/function-fixture.ts";

// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html, TooManyRequestsException
const throttled = {
  name: "TooManyRequestsException",
  statusCode: 429,
  message: "Rate Exceeded.",
};

test("an event that finds all environments busy waits for one, first come first served", async () => {
  await withFunction("basic.counter", { maxEnvironments: 1 }, async (local) => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => invoke(local)));
    expect(answers.map(({ payload }) => payload.count)).toEqual([1, 2, 3, 4, 5]);
  });
});

test("60 events from 20 callers all succeed in the environments of one function", async () => {
  const pids = new Set<number>();
  await withFunction("basic.wait", { onSpawn: (pid) => pids.add(pid) }, async (local) => {
    const caller = async () => {
      for (let round = 0; round < 3; round += 1) {
        expect((await invoke(local, { milliseconds: 20 })).functionError).toBeUndefined();
      }
    };
    await Promise.all(Array.from({ length: 20 }, caller));
    expect(pids.size).toBeLessThanOrEqual(8);
  });
}, 30_000);

test("an event for which no environment becomes free in time is throttled", async () => {
  const slow = { maxEnvironments: 1, waitSeconds: 0.1 };
  await withFunction("basic.wait", slow, async (local) => {
    const running = invoke(local, { milliseconds: 1_000 });
    await expect(invoke(local)).rejects.toMatchObject(throttled);
    expect((await running).functionError).toBeUndefined();
    expect((await invoke(local, { milliseconds: 1 })).functionError).toBeUndefined();
  });
});

test("an event that may not wait is throttled at once", async () => {
  const strict = { maxEnvironments: 1, waitSeconds: 0 };
  await withFunction("basic.wait", strict, async (local) => {
    const running = invoke(local, { milliseconds: 300 });
    await expect(invoke(local)).rejects.toMatchObject(throttled);
    expect((await running).functionError).toBeUndefined();
  });
});

test("an event that waits gets a new environment where a busy one ends", async () => {
  await withFunction("basic.exit", { maxEnvironments: 1 }, async (local) => {
    const answers = await Promise.all([invoke(local, { status: 3 }), invoke(local, { status: 4 })]);
    expect(answers.map(({ payload }) => payload.errorMessage)).toEqual([
      expect.stringContaining("exit status 3"),
      expect.stringContaining("exit status 4"),
    ]);
  });
});

test("tenants that wait each get an environment of their own", async () => {
  const isolated = { tenantIsolation: true, maxEnvironments: 2 };
  await withFunction("basic.counter", isolated, async (local) => {
    const tenants = ["blue", "green", "red", "blue", "red", "white"];
    const answers = await Promise.all(
      tenants.map(async (tenantId) => ({ tenantId, ...(await invoke(local, {}, { tenantId })) })),
    );
    const owners = new Map<number, string>();
    for (const { tenantId, payload } of answers) {
      expect(owners.get(payload.pid) ?? tenantId).toBe(tenantId);
      owners.set(payload.pid, tenantId);
    }
    expect(local.idle()).toBe(2);
  });
});

test("who waits is told when the function is closed", async () => {
  const local = createLocalFunction(define("basic.wait", { maxEnvironments: 1 }));
  const running = invoke(local, { milliseconds: 60_000 });
  const waiting = expect(invoke(local)).rejects.toThrow("closed");
  await local.close();
  await waiting;
  expect((await running).functionError).toBe("Unhandled");
});

test("where all functions together have too many, the longest idle of any is ended", async () => {
  const limit = createEnvironmentLimit(2);
  const named = (name: string) => createLocalFunction(define("basic.counter", { name }), limit);
  const functions = ["first", "second", "third"].map(named);
  const [first, second, third] = functions;
  if (!first || !second || !third) throw new Error("three functions are needed");
  try {
    for (const local of [first, second, first, third]) await invoke(local);
    expect(functions.map((local) => local.idle())).toEqual([1, 0, 1]);
    expect((await invoke(first)).payload.count).toBe(3);
  } finally {
    await Promise.all(functions.map((local) => local.close()));
  }
});

test("where all are busy there are more than the limit, until one is idle", async () => {
  const limit = createEnvironmentLimit(1);
  const slow = createLocalFunction(define("basic.wait"), limit);
  const other = createLocalFunction(define("basic.wait"), limit);
  try {
    const answers = await Promise.all([
      invoke(slow, { milliseconds: 200 }),
      invoke(other, { milliseconds: 200 }),
    ]);
    expect(answers.map(({ functionError }) => functionError)).toEqual([undefined, undefined]);
    await vi.waitFor(() => expect(slow.idle() + other.idle()).toBe(1), { timeout: 5_000 });
  } finally {
    await Promise.all([slow.close(), other.close()]);
  }
});
