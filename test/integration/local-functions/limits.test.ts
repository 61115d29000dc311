import { expect, test } from "vitest";
import { createLocalFunction } from "../../../local/functions/local-function.ts";
import { define, invoke, withFunction } from "../../support/local-functions/function-fixture.ts";

// Limits: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html

test("Lambda refuses an event of more than 6 MB", async () => {
  await withFunction("basic.echo", {}, async (local) => {
    const payload = JSON.stringify("x".repeat(6 * 1024 * 1024));
    await expect(local.invoke(payload)).rejects.toMatchObject({
      name: "RequestTooLargeException",
      statusCode: 413,
    });
  });
});

test("Lambda puts an error in the place of an answer of more than 6 MB", async () => {
  await withFunction("basic.large", { timeoutSeconds: 20 }, async (local) => {
    expect((await invoke(local, { bytes: 6_000_000 })).functionError).toBeUndefined();
    const { payload, functionError } = await invoke(local, { bytes: 6_400_000 });
    expect(functionError).toBe("Unhandled");
    expect(payload.errorType).toBe("Function.ResponseSizeTooLarge");
    expect(payload.errorMessage).toContain("maximum allowed payload size (6291556 bytes)");
  });
});

test("Lambda refuses an event that is not JSON", async () => {
  await withFunction("basic.echo", {}, async (local) => {
    await expect(local.invoke("{")).rejects.toMatchObject({
      name: "InvalidRequestContentException",
      statusCode: 400,
    });
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
test.each([
  ["more than 4 KB of variables", { BIG: "x".repeat(4_096) }, "exceed the 4KB limit"],
  ["a name that it keeps for itself", { AWS_REGION: "mars" }, "reserved keys: AWS_REGION"],
  ["a name that is none", { "1ST": "x" }, "invalid names: 1ST"],
])("Lambda refuses to create a function with %s", (_what, environment, message) => {
  expect(() => createLocalFunction(define("basic.echo", { environment }))).toThrow(message);
});

test("variables of the platform do not count against the 4 KB", async () => {
  const platformEnvironment = { AWS_SESSION_TOKEN: "x".repeat(5_000) };
  await withFunction("basic.environment", { platformEnvironment }, async (local) => {
    expect((await invoke(local)).payload.AWS_SESSION_TOKEN).toHaveLength(5_000);
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html
test("Lambda lets a function write to /tmp and nowhere else", async () => {
  await withFunction("basic.write", {}, async (local) => {
    const path = `/tmp/local-functions-${process.pid}`;
    expect((await invoke(local, { path })).payload).toBe(7);
    // Not the function's own folder: a checkout of the project can itself lie below /tmp.
    const elsewhere = await invoke(local, { path: `/var/local-functions-${process.pid}` });
    expect(elsewhere.payload.errorMessage).toContain("--allow-fs-write");
  });
});
