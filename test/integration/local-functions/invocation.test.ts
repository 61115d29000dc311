import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { define, invoke, withFunction } from "../../support/local-functions/function-fixture.ts";

const environmentVariablesPage =
  "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html";

// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
test("Lambda gives the handler the event, and a context made of the configuration", async () => {
  await withFunction("basic.context", {}, async (local) => {
    const { payload, requestId } = await invoke(local);
    expect(payload).toMatchObject({
      awsRequestId: requestId,
      functionName: "tested",
      functionVersion: "$LATEST",
      invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:tested",
      memoryLimitInMB: "128",
    });
    expect(payload.remaining).toBeGreaterThan(0);
    expect(payload.remaining).toBeLessThanOrEqual(3_000);
  });
});

test(`Lambda gives a process its own variables and the function's, and no others (${environmentVariablesPage})`, async () => {
  const more = { environment: { COLOUR: "blue" }, platformEnvironment: { AWS_ACCESS_KEY_ID: "k" } };
  await withFunction("basic.environment", more, async (local) => {
    const { payload } = await invoke(local);
    expect(payload).toMatchObject({
      COLOUR: "blue",
      AWS_ACCESS_KEY_ID: "k",
      AWS_REGION: "us-east-1",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      _HANDLER: "basic.environment",
      LAMBDA_TASK_ROOT: define("").directory,
      TZ: ":UTC",
    });
    const own = Object.keys(payload).filter((name) => !/^(_|AWS_|LAMBDA_)/.test(name));
    expect(own.sort()).toEqual(["COLOUR", "LANG", "PATH", "TZ"]);
    expect(payload.PATH).not.toContain("node_modules");
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
test("Lambda freezes a function when it has answered, whatever it left unfinished", async () => {
  await withFunction("basic.floatAway", {}, async (local) => {
    const { payload } = await invoke(local);
    await stopped(payload.pid);
    const again = await invoke(local);
    expect(again.payload.pid).toBe(payload.pid);
    await stopped(payload.pid);
  });
});

test("Lambda uses an environment again, with what its code left in memory", async () => {
  await withFunction("basic.counter", {}, async (local) => {
    const first = await invoke(local);
    const second = await invoke(local);
    expect(second.payload).toEqual({ pid: first.payload.pid, count: 2 });
    expect(local.idle()).toBe(1);
  });
});

test("Lambda keeps what a function writes to its standard streams as log lines", async () => {
  const lines: string[] = [];
  const onLog = (line: string, stream: string) => lines.push(`${stream}: ${line}`);
  await withFunction("basic.log", { onLog }, async (local) => {
    await invoke(local);
    await vi.waitFor(() => expect(lines).toHaveLength(2), { timeout: 5_000 });
  });
  expect(lines).toContainEqual(expect.stringMatching(/^stdout: .*\tINFO\tto standard output$/));
  expect(lines).toContain("stderr: to standard error");
});

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
test("Lambda streams an answer with its prelude, and gives it whole to a caller that waits", async () => {
  await withFunction("streaming.handler", {}, async (local) => {
    const event = JSON.stringify({ parts: ["one ", "two"] });
    const whole = `{"statusCode":201}${"\0".repeat(8)}one two`;
    expect(await local.invoke(event)).toMatchObject({ payload: whole });

    let streamed = "";
    const result = await local.invoke(event, {
      async onStream(contentType, body) {
        expect(contentType).toBe("application/vnd.awslambda.http-integration-response");
        for await (const chunk of body) streamed += chunk;
      },
    });
    expect(streamed).toBe(whole);
    expect(result.functionError).toBeUndefined();
  });
});

test("Lambda tells of an error in the middle of a stream behind the stream", async () => {
  await withFunction("streaming.handler", {}, async (local) => {
    const { payload, functionError } = await invoke(local, { parts: ["one"], fails: true });
    expect(functionError).toBe("Unhandled");
    expect(payload).toMatchObject({ errorType: "Error", errorMessage: "half way" });
  });
});

/** Waits for the scheduler's letter for a process that stands still. */
const stopped = (pid: number) =>
  vi.waitFor(() => expect(readFileSync(`/proc/${pid}/stat`, "utf8")).toContain(") T "), {
    timeout: 5_000,
    interval: 2,
  });
