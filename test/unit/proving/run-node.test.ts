import { describe, expect, test } from "vitest";
import type { JsonObject } from "#schemas/json.ts";
import { mostInputBytes } from "#shared/proving/limits-of.ts";
import { isolation, runNode } from "#shared/proving/run-node.ts";
import { contentOf } from "./content-of.ts";
import { FakeSandbox, replyOf, threw } from "./fake-sandbox.ts";

const run = (sandbox: FakeSandbox) =>
  runNode({ tenant: "t", content: contentOf([]), inputs: { n: 2 } }, { sandbox });

describe("runNode", () => {
  test("asks for one run under the node's own limits", async () => {
    const sandbox = new FakeSandbox([replyOf({ twice: 4 })]);
    const { reply, violations, limits } = await run(sandbox);
    expect(reply.output).toEqual({ twice: 4 });
    expect(violations).toEqual([]);
    expect(limits).toMatchObject({ cpuMs: 2_000, wallMs: 3_000, memoryMb: 32 });
    expect(sandbox.requests).toMatchObject([
      { tenant: "t", runs: [{ inputs: { n: 2 } }], hosts: ["api.example.com"], limits },
    ]);
  });

  test("names where the output does not fit", async () => {
    const { violations } = await run(new FakeSandbox([replyOf({})]));
    expect(violations).toMatchObject([{ rule: "output-schema", where: "output.twice" }]);
  });

  test("a failed run has no output to check", async () => {
    const { reply, violations } = await run(new FakeSandbox([threw("boom")]));
    expect(reply.status).toBe("error");
    expect(violations).toEqual([]);
  });

  test("a sandbox that answers nothing is our own failure", async () => {
    await expect(run(new FakeSandbox([]))).rejects.toThrow("no reply");
  });

  test("refuses inputs that are too large, counted in bytes, before anything runs", async () => {
    const sandbox = new FakeSandbox([replyOf({ twice: 4 })]);
    const text = "é".repeat((mostInputBytes - '{"text":""}'.length) >> 1);
    const runWith = (inputs: JsonObject) =>
      runNode({ tenant: "t", content: contentOf([]), inputs }, { sandbox });
    await expect(runWith({ text: `${text}éé` })).rejects.toMatchObject({
      code: "payload_too_large",
      message: expect.stringMatching(/^The inputs take \d+ bytes; 262144 is the most\.$/),
    });
    expect(sandbox.requests).toEqual([]);
    await expect(runWith({ text })).resolves.toMatchObject({ reply: { status: "success" } });
  });

  test("says what stands between two runs", () => {
    expect(isolation).toContain("fresh");
  });
});
