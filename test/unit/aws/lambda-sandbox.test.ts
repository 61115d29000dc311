import { LambdaClient } from "@aws-sdk/client-lambda";
import { afterEach, describe, expect, test } from "vitest";
import type { RunReply, SandboxRequest } from "#schemas/sandbox.ts";
import { lambdaSandbox } from "#shared/aws/lambda-sandbox.ts";
import { requestTimeout } from "#shared/aws/request-timeout.ts";
import { type FakeAnswer, startFakeService } from "../../support/aws/fake-service.ts";
import { recordedBackoff } from "../../support/aws/faults.ts";

const request: SandboxRequest = {
  tenant: "t".repeat(43),
  code: "async function execute() { return {}; }",
  runs: [{ inputs: { text: "ä" } }],
  limits: { cpuMs: 1_000, wallMs: 1_000, memoryMb: 64, outputBytes: 1_024, totalMs: 2_000 },
  hosts: [],
};

const reply: RunReply = {
  status: "success",
  output: { text: "ü" },
  logs: [],
  stats: { cpu_ms: 1, wall_ms: 2, memory_bytes: 3, fetches: [], logs_dropped: 0 },
};

const good: FakeAnswer = { status: 200, body: { replies: [reply] } };
const full: FakeAnswer = {
  status: 429,
  headers: { "x-amzn-errortype": "TooManyRequestsException" },
  body: { Reason: "ConcurrentInvocationLimitExceeded", message: "Rate exceeded" },
};

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** As the port promises of a sandbox that cannot be had; the reason is for the log alone. */
const unavailable = (reason: RegExp | string) => ({
  name: "AppError",
  code: "unavailable",
  message: "The sandbox did not answer as it should. Try again shortly.",
  retryAfterSeconds: 5,
  cause: expect.objectContaining({ message: expect.stringMatching(reason) }),
});

/** A Lambda that gives these answers in turn, the last one for ever. */
async function setUp(...answers: FakeAnswer[]) {
  const service = await startFakeService(() => answers.shift() ?? good);
  const client = new LambdaClient({ ...service.clientOptions, maxAttempts: 1 });
  stops.push(async () => {
    client.destroy();
    await service.stop();
  });
  const backoff = recordedBackoff();
  const sandbox = lambdaSandbox({ client, functionName: "sandbox", ...backoff });
  return { sandbox, backoff, requests: service.requests };
}

describe("a run", () => {
  test("is one invoke in the tenant's own environment", async () => {
    const { sandbox, requests } = await setUp();
    expect(await sandbox.run(request)).toEqual({ replies: [reply] });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      path: "/2015-03-31/functions/sandbox/invocations",
      headers: {
        "x-amz-tenant-id": request.tenant,
        "x-amz-invocation-type": "RequestResponse",
      },
    });
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual(request);
  });

  test("waits for room, and only for that", async () => {
    const { sandbox, requests, backoff } = await setUp(full, full);
    expect(await sandbox.run(request)).toEqual({ replies: [reply] });
    expect(requests).toHaveLength(3);
    expect(backoff.waits).toEqual([100, 200]);

    const broken = await setUp({ status: 500, body: { Type: "Service", Message: "down" } });
    await expect(broken.sandbox.run(request)).rejects.toMatchObject(unavailable(""));
    expect(broken.requests).toHaveLength(1);
  });

  test("is unavailable when there is no room within two seconds", async () => {
    const { sandbox, backoff } = await setUp(...Array.from({ length: 9 }, () => full));
    await expect(sandbox.run(request)).rejects.toMatchObject({
      name: "AppError",
      code: "unavailable",
      retryAfterSeconds: 5,
    });
    expect(backoff.waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(2_000);
  });

  test("ends after eight tries, even with the shortest waits", async () => {
    const service = await startFakeService(() => full);
    const client = new LambdaClient({ ...service.clientOptions, maxAttempts: 1 });
    stops.push(service.stop);
    const backoff = { ...recordedBackoff(), random: () => 0 };
    const sandbox = lambdaSandbox({ client, functionName: "sandbox", ...backoff });
    await expect(sandbox.run(request)).rejects.toMatchObject({ code: "unavailable" });
    expect(service.requests).toHaveLength(8);
  });

  test("of more than 6 MB is refused before it is sent", async () => {
    const { sandbox, requests } = await setUp();
    const large = { ...request, runs: [{ inputs: { text: "ä".repeat(3 << 20) } }] };
    await expect(sandbox.run(large)).rejects.toMatchObject({ code: "payload_too_large" });
    expect(requests).toHaveLength(0);
  });
});

describe("a connection", () => {
  test("that breaks is told as a sandbox that cannot be had", async () => {
    const service = await startFakeService(() => good);
    await service.stop();
    const client = new LambdaClient({ ...service.clientOptions, maxAttempts: 1 });
    const sandbox = lambdaSandbox({ client, functionName: "sandbox", ...recordedBackoff() });
    await expect(sandbox.run(request)).rejects.toMatchObject(unavailable("ECONNREFUSED"));
  });

  test("that falls silent is given up", async () => {
    const service = await startFakeService(() => "silence");
    stops.push(service.stop);
    const client = new LambdaClient({
      ...service.clientOptions,
      maxAttempts: 1,
      requestHandler: requestTimeout(100),
    });
    const sandbox = lambdaSandbox({ client, functionName: "sandbox", ...recordedBackoff() });
    await expect(sandbox.run(request)).rejects.toMatchObject(unavailable("requestTimeout"));
    expect(service.requests).toHaveLength(1);
  });
});

describe("a reply", () => {
  test.each([
    ["not JSON", "<html>", /does not fit/],
    ["of another shape", { replies: [{ status: "fine" }] }, /does not fit/],
    ["with too few runs", { replies: [] }, /0 replies to 1 runs/],
  ])("%s is not believed", async (_, body, message) => {
    const { sandbox } = await setUp({ status: 200, body });
    await expect(sandbox.run(request)).rejects.toMatchObject(unavailable(message));
  });

  test.each([
    [{ errorType: "Sandbox.Timedout", errorMessage: "private" }, "failed: Sandbox.Timedout"],
    [{ errorType: "<b>", errorMessage: "private" }, "failed: Unhandled"],
    ["", "failed: Unhandled"],
  ])("that says the function failed is thrown: %j", async (body, message) => {
    const headers = { "x-amz-function-error": "Unhandled" };
    const { sandbox } = await setUp({ status: 200, headers, body });
    await expect(sandbox.run(request)).rejects.toMatchObject(
      unavailable(`^the sandbox function ${message}$`),
    );
  });
});
