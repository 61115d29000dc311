import { describe, expect, test } from "vitest";
import { ExecutionCode, mostCodeBytes } from "#schemas/node.ts";
import { checkNode } from "#shared/checks/index.ts";
import { inExecute, nodeOf } from "./node-of.ts";

const codeOf = (bytes: number): string => {
  const frame = inExecute('ctx.log("");').length;
  const letters = "é".repeat((bytes - frame) >> 1) + "x".repeat((bytes - frame) % 2);
  return inExecute(`ctx.log("${letters}");`);
};

const message = "The code takes 65537 bytes; 65536 is the most.";

describe("the size of code is counted in bytes", () => {
  test.each(["é", "漢", "😀", "x"])("by the contract: %s", (letter) => {
    const bytes = Buffer.byteLength(letter);
    const most = letter.repeat(Math.floor(mostCodeBytes / bytes));
    expect(ExecutionCode.safeParse(most).success).toBe(true);
    const { error } = ExecutionCode.safeParse(most + letter);
    expect(error?.issues).toHaveLength(1);
  });

  test("by the contract, with a clear message", () => {
    const { error } = ExecutionCode.safeParse(codeOf(mostCodeBytes + 1));
    expect(error?.issues).toMatchObject([{ message }]);
  });

  test("by the checks, for code that grew on its way", () => {
    const findings = checkNode(nodeOf(codeOf(mostCodeBytes + 1)));
    expect(findings).toContainEqual({
      rule: "code-size",
      severity: "error",
      where: "execution_code",
      message,
      hint: "Split the work over several nodes.",
    });
    const fitting = checkNode(nodeOf(codeOf(mostCodeBytes)));
    expect(fitting.map(({ rule }) => rule)).toEqual(["long-code"]);
  });
});
