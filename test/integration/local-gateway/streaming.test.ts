import { afterAll, expect, test } from "vitest";
import { createLocalFunction } from "../../../local/functions/local-function.ts";
import { type GatewayOptions, startGateway } from "../../../local/gateway/gateway.ts";
import { define } from "../../support/local-functions/function-fixture.ts";
import {
  apiOf,
  functionArn,
  method,
  resource,
  streamed,
} from "../../support/local-gateway/api-fixture.ts";
import { startGate } from "../../support/local-gateway/gate.ts";

/**
 * Answers that are passed on while a function makes them, before real processes. What is said here
 * of API Gateway is in
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
 */

const names = ["steps", "late", "fails", "exits", "empty", "huge", "bare", "whole"] as const;
const functions = new Map(
  names.map((name) => {
    const handler = createLocalFunction(define(`streamed-web.${name}`, { maxEnvironments: 1 }));
    return [functionArn(name), handler] as const;
  }),
);

afterAll(() => Promise.all([...functions.values()].map((local) => local.close())));

async function started(timeoutMs?: number, options: Partial<GatewayOptions> = {}) {
  const methods = names.map((name) => [
    [`${name}Path`, resource(name)] as const,
    [`${name}Get`, method("GET", `${name}Path`, streamed(name, timeoutMs))] as const,
  ]);
  const gateway = await startGateway({
    api: apiOf(Object.fromEntries(methods.flat())),
    invoke: async (arn, payload, onStream) => {
      const called = functions.get(arn);
      if (called === undefined) throw new Error(`no function ${arn}`);
      return called.invoke(payload, { onStream });
    },
    ...options,
  });
  return {
    ...gateway,
    get: (path: string, init?: RequestInit) => fetch(`${gateway.url}/${path}`, init),
    [Symbol.asyncDispose]: () => gateway.close(),
  };
}

/** One chunk after the other, as text. */
function chunksOf(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error("no body");
  return { next: async () => (await reader.read()).value };
}

test("status, headers and each part are there before the function goes on", async () => {
  await using gateway = await started();
  const gate = await startGate();
  const response = await gateway.get(`steps?gate=${gate.url}`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  expect(response.headers.get("content-length")).toBeNull();
  const chunks = chunksOf(response);
  await gate.open("first");
  expect(await chunks.next()).toBe("one ");
  await gate.open("second");
  expect(await chunks.next()).toBe("two");
  expect(await chunks.next()).toBeUndefined();
});

test("a stream holds its environment to the end, which then serves the next", async () => {
  await using gateway = await started();
  const gate = await startGate();
  const first = await gateway.get(`steps?gate=${gate.url}`);
  const next = await startGate();
  const waiting = gateway.get(`steps?gate=${next.url}`);
  await gate.open("first");
  await gate.open("second");
  expect(await first.text()).toBe("one two");
  const second = await waiting;
  await next.open("first");
  await next.open("second");
  expect(await second.text()).toBe("one two");
  expect(second.headers.get("x-process")).toBe(first.headers.get("x-process"));
});

test("the function goes on, and can be called again, when its caller has left", async () => {
  await using gateway = await started();
  const gate = await startGate();
  const caller = new AbortController();
  const response = await gateway.get(`steps?gate=${gate.url}`, { signal: caller.signal });
  expect(response.status).toBe(200);
  caller.abort();
  await gate.open("first");
  await gate.open("second");
  const again = await startGate();
  const second = await gateway.get(`steps?gate=${again.url}`);
  await again.open("first");
  await again.open("second");
  expect(await second.text()).toBe("one two");
});

test("no metadata in time is a 504, and the function goes on unheard", async () => {
  await using gateway = await started(300);
  const gate = await startGate();
  const response = await gateway.get(`late?gate=${gate.url}`);
  expect(response.status).toBe(504);
  await gate.open("first");
  const again = await startGate();
  const next = gateway.get(`late?gate=${again.url}`);
  await again.open("first");
  expect([200, 504]).toContain((await next).status);
});

test.each([
  ["all its time", 400, {}],
  ["the longest silence", 115_000, { streamIdleMs: 400 }],
])("after %s a stream is cut off, so that it cannot be taken for whole", async (_, ms, options) => {
  await using gateway = await started(ms, options);
  const gate = await startGate();
  const response = await gateway.get(`steps?gate=${gate.url}`);
  await gate.open("first");
  await expect(response.text()).rejects.toThrow("terminated");
  await gate.open("second");
});

test("a function that fails half way breaks the connection behind what it said", async () => {
  await using gateway = await started();
  const response = await gateway.get("fails");
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow("terminated");

  const gate = await startGate();
  const killed = await gateway.get(`exits?gate=${gate.url}`);
  const chunks = chunksOf(killed);
  expect(await chunks.next()).toBe("half ");
  await gate.open("first");
  await expect(chunks.next()).rejects.toThrow("terminated");
});

test("a stream without a body can be an answer", async () => {
  await using gateway = await started();
  const response = await gateway.get("empty");
  expect(response.status).toBe(204);
  expect(await response.text()).toBe("");
  expect((await gateway.get("empty")).status).toBe(204);
});

test.each(["bare", "huge", "whole"])(
  "%s: no metadata in the first 16 KB is a 502",
  async (name) => {
    await using gateway = await started();
    expect((await gateway.get(name)).status).toBe(502);
    expect((await gateway.get(name)).status).toBe(502);
  },
);
