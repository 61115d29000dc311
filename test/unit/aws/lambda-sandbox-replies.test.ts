import { LambdaClient } from "@aws-sdk/client-lambda";
import { afterEach, expect, test } from "vitest";
import type { SandboxRequest } from "#schemas/sandbox.ts";
import { lambdaSandbox } from "#shared/aws/lambda-sandbox.ts";
import { startFakeService } from "../../support/aws/fake-service.ts";
import { recordedBackoff } from "../../support/aws/faults.ts";

const request: SandboxRequest = {
  tenant: "t".repeat(43),
  code: "",
  runs: [{ inputs: {} }],
  limits: { cpuMs: 1_000, wallMs: 1_000, memoryMb: 64, outputBytes: 1_024, totalMs: 2_000 },
  hosts: [],
};

const stats = { cpu_ms: 1, wall_ms: 2, memory_bytes: 3, fetches: [], logs_dropped: 0 };
const good = { status: "success", output: {}, logs: [], stats };
const fetch = { method: "GET", host: "a.example" };

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** What the caller makes of a reply with this body, as a corrupted function could send it. */
async function answered(body: unknown) {
  const service = await startFakeService(() => ({ status: 200, body }));
  const client = new LambdaClient({ ...service.clientOptions, maxAttempts: 1 });
  stops.push(async () => {
    client.destroy();
    await service.stop();
  });
  return lambdaSandbox({ client, functionName: "sandbox", ...recordedBackoff() }).run(request);
}

test.each([
  ["nothing", ""],
  ["null", "null"],
  ["a list", []],
  ["more than was asked for", { replies: [good, good] }],
  ["a field nobody knows", { replies: [good], more: 1 }],
  ["a field nobody knows in a run", { replies: [{ ...good, html: "<script>" }] }],
  [
    "an endless message",
    { replies: [{ ...good, error: { name: "E", message: "x".repeat(1e5) } }] },
  ],
  ["an endless log entry", { replies: [{ ...good, logs: ["x".repeat(1e5)] }] }],
  ["an endless log", { replies: [{ ...good, logs: Array(1e4).fill("x") }] }],
  ["figures that are texts", { replies: [{ ...good, stats: { ...stats, cpu_ms: "1" } }] }],
  [
    "endless requests",
    { replies: [{ ...good, stats: { ...stats, fetches: Array(500).fill(fetch) } }] },
  ],
  [
    "an endless host",
    { replies: [{ ...good, stats: { ...stats, fetches: [{ ...fetch, host: "x".repeat(1e4) }] } }] },
  ],
  ["deep nesting", `{"replies":${"[".repeat(1e5)}${"]".repeat(1e5)}}`],
  [
    "an output that is nested deeply",
    `{"replies":[{"status":"success","output":${"[".repeat(1e5)}${"]".repeat(1e5)},"logs":[],"stats":${JSON.stringify(stats)}}]}`,
  ],
])("a reply with %s is not believed", async (_what, body) => {
  await expect(answered(body)).rejects.toMatchObject({ name: "AppError", code: "unavailable" });
});

test("an output that names the prototype changes nothing here", async () => {
  const body = `{"replies":[{"status":"success","output":{"__proto__":{"polluted":1}},"logs":[],"stats":${JSON.stringify(stats)}}]}`;
  await answered(body).catch(() => {});
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});
