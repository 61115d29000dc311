import { describe, expect, test } from "vitest";
import { checkNode } from "#shared/checks/index.ts";
import { benignCode } from "./benign-code.ts";
import { faultyCode } from "./faulty-code.ts";
import { nodeOf } from "./node-of.ts";

test("the labelled code is as large as it claims to be", () => {
  expect(benignCode.length).toBeGreaterThanOrEqual(25);
  expect(faultyCode.length).toBeGreaterThanOrEqual(40);
});

describe("benign code", () => {
  test.each(benignCode.map((entry) => [entry] as const))("$0.0", ([, code, parts]) => {
    expect(checkNode(nodeOf(code, parts))).toEqual([]);
  });
});

describe("faulty code", () => {
  test.each(faultyCode.map((entry) => [entry] as const))("$0.0", ([, code, rule, parts]) => {
    const errors = checkNode(nodeOf(code, parts)).filter(({ severity }) => severity === "error");
    expect(errors.map((error) => error.rule)).toContain(rule);
  });
});
