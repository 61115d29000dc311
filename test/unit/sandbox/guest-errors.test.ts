import { describe, expect, test } from "vitest";
import {
  isOutOfMemory,
  readDescription,
  withSourceHint,
} from "../../../functions/sandbox/run/guest-errors.ts";
import { withReplacement } from "../../../functions/sandbox/run/missing-names.ts";

const described = (fields: object) =>
  readDescription(JSON.stringify({ name: "Error", message: "m", stack: "", ...fields }));

describe("what a guest says of an error", () => {
  test("keeps only frames of the node, and takes the position from the first", () => {
    const stack =
      "    at helper (node.js:3:7)\n    at native\n    at x (/work/secret.ts:1:1)\n    at prelude:5:5\n    at execute (node.js:9:2)";
    expect(described({ stack }).error).toEqual({
      name: "Error",
      message: "m",
      line: 3,
      column: 7,
      stack: "at helper (node.js:3:7)\nat execute (node.js:9:2)",
    });
  });

  test("is bounded and of the right types, whatever was sent", () => {
    const { error, refused } = described({
      name: "n".repeat(500),
      message: "m".repeat(5_000),
      stack: 5,
      refused: "yes",
    });
    expect(error.name).toHaveLength(100);
    expect(error.message).toHaveLength(2_000);
    expect(error).not.toHaveProperty("stack");
    expect(refused).toBe(false);
    expect(readDescription("null").error.name).toBe("undefined");
  });
});

describe("lack of memory", () => {
  const limit = 64 << 20;
  test.each([
    ["the engine's error", { name: "InternalError", message: "out of memory" }, 0, true],
    ["a block too large", { name: "RangeError", message: "invalid array buffer length" }, 0, true],
    ["a node's own words", { name: "AppError", message: "out of memory" }, 0, false],
    ["another error while much is used", { name: "TypeError", message: "x" }, limit, false],
  ])("%s", (_what, error, used, expected) => {
    expect(isOutOfMemory({ error, empty: false }, used, limit)).toBe(expected);
  });

  test("an empty value counts only if much memory is used", () => {
    const error = { name: "Error", message: "" };
    expect(isOutOfMemory({ error, empty: true }, limit, limit)).toBe(true);
    expect(isOutOfMemory({ error, empty: true }, 1 << 20, limit)).toBe(false);
  });
});

describe("hints", () => {
  test("name the replacement of what is missing", () => {
    expect(withReplacement("Buffer is not defined")).toMatch(/^Buffer is not available here: use /);
    expect(withReplacement("'process' is not defined")).toMatch(/^process is not available here/);
    expect(withReplacement("could not load module 'fs'")).toMatch(/^import\(\) is not available/);
    expect(withReplacement("mine is not defined")).toBe("mine is not defined");
    expect(withReplacement("constructor is not defined")).toBe("constructor is not defined");
  });

  test("say what modules are replaced by, where the line has one", () => {
    const error = { name: "SyntaxError", message: "unexpected", line: 2 };
    expect(withSourceHint(error, "// x\nimport a from 'a'").message).toContain(
      "are not available here",
    );
    expect(withSourceHint(error, "import a\nlet x = ;").message).toBe(
      "the code does not parse: unexpected",
    );
    expect(withSourceHint({ name: "SyntaxError", message: "m", line: 99 }, "x").message).toBe(
      "the code does not parse: m",
    );
  });
});
