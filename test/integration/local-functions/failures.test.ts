import { expect, test, vi } from "vitest";
import { invoke, withFunction } from "../../support/local-functions/function-fixture.ts";

// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
test("Lambda tells of a thrown error by type, message and trace, and keeps the environment", async () => {
  await withFunction("basic.fail", {}, async (local) => {
    const { payload, functionError } = await invoke(local, { message: "no" });
    expect(functionError).toBe("Unhandled");
    expect(payload).toMatchObject({ errorType: "TypeError", errorMessage: "no" });
    expect(payload.trace[0]).toBe("TypeError: no");
    expect(local.idle()).toBe(1);
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
test("Lambda kills an endless loop at the timeout and starts anew", async () => {
  const onLog = vi.fn();
  await withFunction("basic.loop", { timeoutSeconds: 1, onLog }, async (local) => {
    const { payload, functionError, requestId } = await invoke(local);
    expect(functionError).toBe("Unhandled");
    expect(payload).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`,
    });
    expect(local.idle()).toBe(0);
    expect(onLog).toHaveBeenCalledWith(JSON.stringify(payload), "stderr");
  });
});

test.each([
  [0, "Runtime exited without providing a reason"],
  [3, "Runtime exited with error: exit status 3"],
])("Lambda tells that the process exited with status %i", async (status, message) => {
  await withFunction("basic.exit", {}, async (local) => {
    const { payload, functionError, requestId } = await invoke(local, { status });
    expect(functionError).toBe("Unhandled");
    expect(payload).toEqual({
      errorType: "Runtime.ExitError",
      errorMessage: `RequestId: ${requestId} Error: ${message}`,
    });
    expect(local.idle()).toBe(0);
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
test("Lambda ends a process that needs more memory than it was given", async () => {
  await withFunction("basic.outOfMemory", { timeoutSeconds: 20 }, async (local) => {
    const { payload } = await invoke(local);
    expect(payload.errorType).toBe("Runtime.ExitError");
    expect(payload.errorMessage).toContain("Runtime exited with error: signal: ");
  });
});

test.each([
  ["basic.missing", "Runtime.HandlerNotFound", "basic.missing is undefined or not exported"],
  ["nowhere.handler", "Runtime.ImportModuleError", "Cannot find module 'nowhere'"],
  ["broken.handler", "RangeError", "while loading"],
  // Callbacks: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
  ["basic.withCallback", "Runtime.CallbackHandlerDeprecated", "callback-based"],
  // What lies beside the task root on this machine does not exist there.
  ["unbundled.handler", "Error", "Cannot find package 'zod'"],
])("Lambda cannot load %s and answers %s", async (handler, errorType, message) => {
  await withFunction(handler, {}, async (local) => {
    const { payload, functionError } = await invoke(local);
    expect(functionError).toBe("Unhandled");
    expect(payload.errorType).toBe(errorType);
    expect(payload.errorMessage).toContain(message);
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
test("Lambda gives the loading of the code a limited time of its own", async () => {
  await withFunction("slow-start.handler", { initSeconds: 0.5 }, async (local) => {
    const { payload } = await invoke(local);
    expect(payload.errorType).toBe("Sandbox.Timedout");
  });
});

test("after a failure the next event is answered by a new environment", async () => {
  await withFunction("basic.exit", {}, async (local) => {
    const results = [await invoke(local, { status: 1 }), await invoke(local, { status: 2 })];
    expect(results.map(({ payload }) => payload.errorMessage.slice(-1))).toEqual(["1", "2"]);
  });
});
