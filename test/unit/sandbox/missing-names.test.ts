import { describe, expect, test } from "vitest";
import { missingNames } from "#schemas/sandbox.ts";
import { allowedNames } from "#shared/checks/allowed-names.ts";
import { checkNode } from "#shared/checks/index.ts";
import { withReplacement } from "../../../functions/sandbox/run/missing-names.ts";
import { inExecute, nodeOf } from "../checks/node-of.ts";

describe("what is missing in the sandbox", () => {
  test.each([...missingNames].filter(([name]) => name !== "inputs" && name !== "ctx"))(
    "%s is explained in the same words before and during a run",
    (name, instead) => {
      const [finding] = checkNode(nodeOf(inExecute(`ctx.log(${name});`)));
      expect(finding).toMatchObject({ rule: "unknown-name", message: expect.any(String) });
      expect(finding?.hint?.toLowerCase()).toBe(`${instead.toLowerCase()}.`);
      expect(finding?.hint).toMatch(/^[A-Z].*[^.]\.$/);
      expect(withReplacement(`${name} is not defined`)).toBe(
        `${name} is not available here: ${instead}`,
      );
    },
  );

  test("nothing is both missing and offered", () => {
    expect([...missingNames.keys()].filter((name) => allowedNames.has(name))).toEqual([]);
  });
});
