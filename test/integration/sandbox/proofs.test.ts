import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { NodeTest } from "#schemas/node.ts";
import { prove } from "#shared/proving/prove.ts";
import { runNode } from "#shared/proving/run-node.ts";
import { createSandbox, type SandboxInstance } from "../../../functions/sandbox/create-sandbox.ts";
import { useLoopbackServer } from "../../support/sandbox/loopback-server.ts";
import { node } from "../../support/sandbox/shared-sandbox.ts";
import { contentOf } from "../../unit/proving/content-of.ts";

const server = useLoopbackServer({ "/orders": (_, response) => response.end("{}") });

let sandbox: SandboxInstance;
beforeAll(() => {
  sandbox = createSandbox({ hostOverrides: { "api.example.com": server.origin() } });
});
afterAll(() => sandbox.close());
beforeEach(() => {
  server.seen.length = 0;
});

const order = contentOf([], {
  execution_code: node(`
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const { status } = await ctx.fetch("https://api.example.com/orders", { method: "POST" });
    return { twice: status };`),
});

const proveTests = (tests: NodeTest[]) =>
  prove({ tenant: "t", content: { ...order, tests }, now: new Date(0) }, { sandbox });

test("a proof sends nothing, whatever its tests say", async () => {
  const { verification } = await proveTests([
    { name: "no script", inputs: {}, expected: { twice: 200 } },
    { name: "hopes for an error", inputs: {}, error: { matches: "expected" } },
  ]);
  expect(verification).toMatchObject({ status: "failed", failed: 2 });
  for (const { message } of verification.results) {
    expect(message).toContain("came POST /orders");
    expect(message).toContain("`http` script");
  }
  expect(server.seen).toEqual([]);
});

test("a scripted proof passes, and its waits cost no time", async () => {
  const http = [{ expect: { method: "POST", path: "/orders" }, reply: { status: 201 } }];
  const scripted = { name: "scripted", inputs: {}, expected: { twice: 201 }, http };
  const { verification } = await proveTests([scripted, scripted, scripted]);
  expect(verification).toMatchObject({ status: "passed", passed: 3 });
  expect(server.seen).toEqual([]);
});

test("a caller's own run calls the real host", async () => {
  const { reply } = await runNode({ tenant: "t", content: order, inputs: {} }, { sandbox });
  expect(reply).toMatchObject({ status: "success", output: { twice: 200 } });
  expect(server.seen).toMatchObject([{ method: "POST", url: "/orders" }]);
});
