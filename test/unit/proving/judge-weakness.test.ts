import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import type { NodeContent, NodeTest } from "#schemas/node.ts";
import { constantCode, judgeWeakness } from "#shared/proving/judge-weakness.ts";
import { contentOf, doubles, holds, refuses } from "./content-of.ts";
import { FakeSandbox, replyOf } from "./fake-sandbox.ts";

const judge = async (tests: NodeTest[], more: Partial<NodeContent> = {}, allHold = false) => {
  const sandbox = new FakeSandbox((request) =>
    request.runs.map((run) =>
      replyOf({}, { assertions: (run.assertions ?? []).map(() => ({ held: allHold })) }),
    ),
  );
  const warning = await judgeWeakness(
    { tenant: "t", content: contentOf(tests, more) },
    { sandbox },
  );
  return { warning, calls: sandbox.requests.length };
};

const anyOutput = { output_schema: { type: "object", properties: {} } };

describe("judgeWeakness", () => {
  test("two outputs tell a node from a constant, without a run", async () => {
    const other = { ...doubles, name: "other", inputs: { n: 3 }, expected: { twice: 6 } };
    expect(await judge([doubles, other])).toEqual({ warning: undefined, calls: 0 });
  });

  test("bad input tells a node from a constant, without a run", async () => {
    expect(await judge([doubles, refuses])).toEqual({ warning: undefined, calls: 0 });
  });

  test("a scripted request does too", async () => {
    const http = [{ expect: { method: "GET", path: "/" }, reply: { status: 200 } }];
    expect(await judge([{ ...holds, http }])).toEqual({ warning: undefined, calls: 0 });
  });

  test("one output alone is weak", async () => {
    const { warning } = await judge([doubles]);
    expect(warning).toMatchObject({
      code: "weak-tests",
      message: expect.stringContaining("first test"),
    });
  });

  test("tests that expect nothing are weak", async () => {
    const { warning } = await judge([{ ...doubles, expected: {} }]);
    expect(warning?.message).toContain("{}");
  });

  test("assertions are run against the constant", async () => {
    expect(await judge([holds], anyOutput)).toEqual({ warning: undefined, calls: 1 });
    const weak = await judge([holds], anyOutput, true);
    expect(weak).toMatchObject({ warning: { code: "weak-tests" }, calls: 1 });
  });

  test("no tests are no weak tests", async () => {
    expect(await judge([])).toEqual({ warning: undefined, calls: 0 });
  });

  test("the constant is a node that returns it", async () => {
    const output = { text: 'a "quoted"\n\u2028 line', list: [1, null] };
    const run = runInNewContext(`${constantCode(output)}; execute`);
    expect(JSON.stringify(await run())).toBe(JSON.stringify(output));
  });
});
