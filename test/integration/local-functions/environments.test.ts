import { expect, test, vi } from "vitest";
import { createLocalFunction } from "../../../local/functions/local-function.ts";
import { define, invoke, withFunction } from "../../support/local-functions/function-fixture.ts";

// https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
test("Lambda answers events that come at the same time from different environments", async () => {
  await withFunction("basic.wait", {}, async (local) => {
    const both = [invoke(local, { milliseconds: 200 }), invoke(local, { milliseconds: 200 })];
    const [first, second] = await Promise.all(both);
    expect(first?.payload.pid).not.toBe(second?.payload.pid);
    expect(local.idle()).toBe(2);
  });
});

test("Lambda ends an environment that has been idle for a while", async () => {
  await withFunction("basic.echo", { idleSeconds: 0.2 }, async (local) => {
    await invoke(local);
    expect(local.idle()).toBe(1);
    await vi.waitFor(() => expect(local.idle()).toBe(0), { timeout: 5_000 });
    expect((await invoke(local, { still: "here" })).payload).toEqual({ still: "here" });
  });
});

test("every process is reported, and gone after close, also one that stood still", async () => {
  const pids = new Set<number>();
  const listed = {
    onSpawn: (pid: number) => pids.add(pid),
    onExit: (pid: number) => pids.delete(pid),
  };
  const busy = createLocalFunction(define("basic.wait", listed));
  const still = createLocalFunction(define("basic.echo", listed));
  await Promise.all([invoke(busy, { milliseconds: 1 }), invoke(still)]);
  const unfinished = invoke(busy, { milliseconds: 60_000 });
  expect(pids.size).toBe(2);
  await Promise.all([busy.close(), still.close()]);
  expect(pids.size).toBe(0);
  const { payload } = await unfinished;
  expect(payload.errorMessage).toContain("Runtime exited with error: signal: killed");
});

test("a process that was ended from outside while it stood still is replaced", async () => {
  const pids: number[] = [];
  const onExit = vi.fn();
  await withFunction(
    "basic.counter",
    { onSpawn: (pid) => pids.push(pid), onExit },
    async (local) => {
      await invoke(local);
      process.kill(pids[0] ?? 0, "SIGKILL");
      await vi.waitFor(() => expect(onExit).toHaveBeenCalled(), { timeout: 5_000 });
      expect((await invoke(local)).payload.count).toBe(1);
    },
  );
});

test("a closed function takes no more events", async () => {
  const local = createLocalFunction(define("basic.echo"));
  await local.close();
  await expect(invoke(local)).rejects.toThrow("closed");
});

test("code that is not there is an error of the function, and leaves nothing behind", async () => {
  await withFunction("basic.echo", { directory: "/nowhere" }, async (local) => {
    const { payload, functionError } = await invoke(local);
    expect(functionError).toBe("Unhandled");
    expect(payload.errorMessage).toContain("Runtime could not be started");
    expect(local.idle()).toBe(0);
  });
});

// https://nodejs.org/docs/latest-v24.x/api/permissions.html
test("under the permission model a function reads only its own code and starts no process", async () => {
  const permission = { permission: true };
  await withFunction("basic.read", permission, async (local) => {
    const outside = await invoke(local, { path: "/etc/passwd" });
    expect(outside.payload.errorMessage).toContain("Access to this API has been restricted");
    const own = await invoke(local, { path: `${local.definition.directory}/basic.mjs` });
    expect(own.payload).toBeGreaterThan(0);
  });
  await withFunction("basic.spawn", permission, async (local) => {
    const { payload } = await invoke(local);
    expect(payload.errorMessage).toContain("Access to this API has been restricted");
  });
  await withFunction("basic.write", permission, async (local) => {
    const { payload } = await invoke(local, { path: "/tmp/written" });
    expect(payload.errorMessage).toContain("Access to this API has been restricted");
  });
  await withFunction("worker.handler", permission, async (local) => {
    expect((await invoke(local)).payload).toBe("hello");
  });
});
