import { describe, expect, test } from "vitest";
import { type NodeTest, Verification } from "#schemas/node.ts";
import type { RunReply } from "#schemas/sandbox.ts";
import { prove } from "#shared/proving/prove.ts";
import { contentOf, doubles, holds, refuses } from "./content-of.ts";
import { FakeSandbox, replyOf, threw } from "./fake-sandbox.ts";

const now = new Date("2026-03-01T10:00:00.000Z");

const proveWith = async (tests: NodeTest[], replies: RunReply[]) => {
  const sandbox = new FakeSandbox(replies);
  const proof = await prove({ tenant: "t", content: contentOf(tests), now }, { sandbox });
  Verification.parse(proof.verification);
  return { ...proof, sandbox };
};

const held = [{ held: true }, { held: true }];

describe("prove", () => {
  test("all tests go in one call, each with what it scripts", async () => {
    const http = [{ expect: { method: "GET", path: "/" }, reply: { status: 200 } }];
    const scripted = { ...holds, http, now: "2026-01-01T00:00:00Z", seed: 7 };
    const { sandbox } = await proveWith(
      [doubles, scripted],
      [replyOf({ twice: 4 }), replyOf({ twice: 6 })],
    );
    expect(sandbox.requests).toEqual([
      {
        tenant: "t",
        code: contentOf([]).execution_code,
        runs: [
          { inputs: { n: 2 }, http: [] },
          {
            inputs: { n: 3 },
            http,
            now: "2026-01-01T00:00:00Z",
            seed: 7,
            assertions: holds.assertions,
          },
        ],
        limits: {
          cpuMs: 2_000,
          wallMs: 3_000,
          memoryMb: 32,
          outputBytes: 1 << 20,
          totalMs: 20_000,
        },
        hosts: ["api.example.com"],
      },
    ]);
  });

  test("passes when every test passes", async () => {
    const replies = [
      replyOf({ twice: 4 }),
      threw("n must be a number"),
      replyOf({ twice: 6 }, { assertions: held }),
    ];
    const { verification, violations } = await proveWith([doubles, refuses, holds], replies);
    expect(verification).toEqual({
      status: "passed",
      passed: 3,
      failed: 0,
      ran_at: "2026-03-01T10:00:00.000Z",
      results: [doubles, refuses, holds].map(({ name }) => ({
        name,
        outcome: "passed",
        duration_ms: 2,
      })),
    });
    expect(violations).toEqual([]);
  });

  test("without tests nothing is proven and nothing runs", async () => {
    const { verification, sandbox } = await proveWith([], []);
    expect(verification).toMatchObject({ status: "unverified", results: [], ran_at: null });
    expect(sandbox.requests).toEqual([]);
  });

  test("a test that was not reached leaves the node unverified", async () => {
    const { verification } = await proveWith([doubles, doubles], [replyOf({ twice: 4 })]);
    expect(verification).toMatchObject({ status: "unverified", passed: 1, failed: 0 });
    expect(verification.results[1]).toMatchObject({ outcome: "not_run" });
  });

  test("a failed test outweighs one that was not reached", async () => {
    const { verification } = await proveWith([doubles, doubles], [replyOf({ twice: 5 })]);
    expect(verification).toMatchObject({ status: "failed", passed: 0, failed: 1 });
  });

  test("an output that breaks its schema fails the test and is a violation, once", async () => {
    const wrong = replyOf({ twice: "4" });
    const { verification, violations } = await proveWith([doubles, doubles], [wrong, wrong]);
    expect(verification.status).toBe("failed");
    expect(violations).toEqual([
      {
        rule: "output-schema",
        severity: "error",
        where: "output.twice",
        message: "output.twice must be a number, not a string",
      },
    ]);
  });
});

describe("why a test fails", () => {
  test.each<[string, NodeTest, RunReply, string]>([
    ["another output", doubles, replyOf({ twice: 5 }), "output.twice: expected 4, got 5."],
    ["an error", doubles, threw("boom"), "The node threw: Error: boom (line 3:7)."],
    [
      "no error",
      refuses,
      replyOf({ twice: 4 }),
      'An error matching "must be a number" was expected.',
    ],
    ["another error", refuses, threw("boom"), 'does not match "must be a number"'],
    [
      "a timeout instead of an error",
      refuses,
      replyOf(undefined, { status: "timeout" }),
      "The node ran too long",
    ],
    ["memory", doubles, replyOf(undefined, { status: "memory" }), "too much memory"],
    [
      "refused",
      doubles,
      replyOf(undefined, {
        status: "refused",
        error: { name: "Refused", message: "host evil.example" },
      }),
      "host evil.example",
    ],
    ["compile error", doubles, replyOf(undefined, { status: "compile_error" }), "does not compile"],
    [
      "invalid output",
      doubles,
      replyOf(undefined, { status: "invalid_output" }),
      "no plain JSON object",
    ],
    ["no output", doubles, replyOf(undefined), "gave no output"],
    [
      "an assertion",
      holds,
      replyOf({ twice: 6 }, { assertions: [{ held: true }, { held: false }] }),
      "This does not hold: out.twice > 0",
    ],
    [
      "an assertion that throws",
      holds,
      replyOf({ twice: 6 }, { assertions: [{ held: false, message: "out.x is undefined" }] }),
      "(out.x is undefined)",
    ],
    [
      "assertions without results",
      holds,
      replyOf({ twice: 6 }),
      "This does not hold: out.twice === 6",
    ],
    [
      "unused http",
      doubles,
      replyOf({ twice: 4 }, { unused_http: 2 }),
      "2 of the scripted requests were never made.",
    ],
  ])("%s", async (_name, one, reply, message) => {
    const { verification } = await proveWith([one], [reply]);
    expect(verification.results[0]).toMatchObject({ outcome: "failed" });
    expect(verification.results[0]?.message).toContain(message);
  });

  test.each([doubles, { ...refuses, error: { matches: "request" } }])(
    "a request without a script tells what is needed",
    async (one) => {
      const error = {
        name: "HttpScriptError",
        message: "request 1 was not expected: the script has 0; came POST /orders",
      };
      const reply = replyOf(undefined, { status: "error", error, unused_http: 0 });
      const { verification } = await proveWith([one], [reply]);
      expect(verification).toMatchObject({ failed: 1 });
      expect(verification.results[0]?.message).toBe(
        "The node threw: HttpScriptError: request 1 was not expected: the script has 0; came " +
          "POST /orders. No request leaves while tests run: give the test an `http` script with " +
          "each request the node makes and its reply.",
      );
    },
  );

  test("a request that is not as scripted is no error of the node", async () => {
    const http = [{ expect: { method: "GET", path: "/" }, reply: { status: 200 } }];
    const error = { name: "HttpScriptError", message: "request 1 (GET /x) is not as expected" };
    const reply = replyOf(undefined, { status: "error", error, unused_http: 1 });
    const scripted = { ...refuses, error: { matches: "request" }, http };
    const { verification } = await proveWith([scripted], [reply]);
    expect(verification.results[0]).toMatchObject({
      outcome: "failed",
      message: "The node threw: HttpScriptError: request 1 (GET /x) is not as expected.",
    });
  });

  test("shows what was expected and what came, in bounds", async () => {
    const reply = replyOf({ twice: 4, text: "x".repeat(10_000) });
    const { verification } = await proveWith([doubles], [reply]);
    const [result] = verification.results;
    expect(result?.expected).toEqual({ twice: 4 });
    expect(String(result?.actual).length).toBeLessThan(4_100);
  });
});
