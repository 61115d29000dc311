import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type LambdaApi, startLambdaApi } from "../../../local/functions/lambda-api.ts";
import { createLocalFunction } from "../../../local/functions/local-function.ts";
import { define } from "../../support/local-functions/function-fixture.ts";

// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html

const named = (name: string, handler: string, more = {}) => {
  const arn = `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
  return createLocalFunction(define(handler, { name, arn, ...more }));
};

const log = vi.fn();
const functions = new Map([
  ["echo", named("echo", "basic.echo")],
  ["fail", named("fail", "basic.fail", { onLog: log })],
  ["wait", named("wait", "basic.wait", { maxEnvironments: 1, waitSeconds: 0 })],
  ["isolated", named("isolated", "basic.context", { tenantIsolation: true })],
]);
let api: LambdaApi;
let client: LambdaClient;

beforeAll(async () => {
  api = await startLambdaApi({ functions, retryDelaysMs: [10, 10] });
  client = new LambdaClient({
    endpoint: api.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
});

afterAll(async () => {
  client.destroy();
  await api.close();
  await Promise.all([...functions.values()].map((local) => local.close()));
});

async function invoke(input: Partial<InvokeCommandInput>, event: unknown = {}) {
  const payload = { Payload: JSON.stringify(event) };
  const output = await client.send(
    new InvokeCommand({ FunctionName: "echo", ...payload, ...input }),
  );
  const text = output.Payload?.transformToString();
  return { ...output, answer: text ? JSON.parse(text) : undefined };
}

test.each([
  "echo",
  "arn:aws:lambda:us-east-1:000000000000:function:echo",
  "arn:aws:lambda:us-east-1:000000000000:function:echo:$LATEST",
  "000000000000:function:echo",
])("Invoke runs the function %s and returns its answer", async (FunctionName) => {
  const output = await invoke({ FunctionName }, { some: "event" });
  expect(output).toMatchObject({
    StatusCode: 200,
    ExecutedVersion: "$LATEST",
    answer: { some: "event" },
  });
  expect(output.FunctionError).toBeUndefined();
});

test("Invoke without a payload sends an empty object", async () => {
  const output = await client.send(new InvokeCommand({ FunctionName: "echo" }));
  expect(output.Payload?.transformToString()).toBe("{}");
});

test("Invoke tells of the function's error in a header, with status 200", async () => {
  const output = await invoke({ FunctionName: "fail" }, { message: "no" });
  expect(output).toMatchObject({ StatusCode: 200, FunctionError: "Unhandled" });
  expect(output.answer).toMatchObject({ errorType: "TypeError", errorMessage: "no" });
});

test("Invoke passes the tenant id on", async () => {
  const output = await invoke({ FunctionName: "isolated", TenantId: "blue=" });
  expect(output.answer.tenantId).toBe("blue=");
});

test.each([
  ["InvalidParameterValueException", 400, { FunctionName: "isolated" }],
  ["InvalidParameterValueException", 400, { TenantId: "blue" }],
  ["InvalidRequestContentException", 400, { Payload: "{" }],
  ["ResourceNotFoundException", 404, { FunctionName: "nobody" }],
  ["RequestTooLargeException", 413, { Payload: `"${"x".repeat(6_300_000)}"` }],
  [
    "RequestTooLargeException",
    413,
    { InvocationType: "Event", Payload: `"${"x".repeat(1_100_000)}"` },
  ],
] as const)("Invoke refuses with %s (%i): %#", async (name, status, input) => {
  await expect(invoke(input)).rejects.toMatchObject({
    name,
    $metadata: { httpStatusCode: status },
  });
});

test("Invoke throttles with 429 and says why", async () => {
  const wait = () => invoke({ FunctionName: "wait" }, { milliseconds: 1_000 });
  const results = await Promise.allSettled([wait(), wait()]);
  const refused = results.filter((result) => result.status === "rejected");
  expect(refused).toHaveLength(1);
  expect(refused[0]?.reason).toMatchObject({
    name: "TooManyRequestsException",
    Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
    $metadata: { httpStatusCode: 429 },
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
test("Invoke with type Event answers 202 at once, and a failing event is tried three times", async () => {
  log.mockClear();
  const input = { FunctionName: "fail", InvocationType: "Event" } as const;
  const output = await invoke(input, { message: "in the background" });
  expect(output.StatusCode).toBe(202);
  const failures = () => log.mock.calls.filter(([line]) => line.includes("in the background"));
  await vi.waitFor(() => expect(failures()).toHaveLength(3), { timeout: 5_000 });
});

test("GetFunctionConfiguration says that the function is active", async () => {
  const command = new GetFunctionConfigurationCommand({ FunctionName: "isolated" });
  expect(await client.send(command)).toMatchObject({
    FunctionName: "isolated",
    State: "Active",
    LastUpdateStatus: "Successful",
    Timeout: 3,
    MemorySize: 128,
    TenancyConfig: { TenantIsolationMode: "PER_TENANT" },
  });
});
