import { afterAll, beforeAll, expect, test } from "vitest";
import { SandboxRequest } from "#schemas/sandbox.ts";
import { measureStrength } from "#shared/proving/measure-strength.ts";
import { createSandbox, type SandboxInstance } from "../../../functions/sandbox/create-sandbox.ts";
import { node, sandboxRequest } from "../../support/sandbox/shared-sandbox.ts";
import { contentOf, doubles, refuses } from "../../unit/proving/content-of.ts";

let sandbox: SandboxInstance;
beforeAll(() => {
  sandbox = createSandbox();
});
afterAll(() => sandbox.close());

const asked = (runs: SandboxRequest["runs"], variants: string[]) => ({
  ...sandboxRequest(node("return { form: 'own' };")),
  variants,
  runs,
});

test("each run gets the form of the code it names", async () => {
  const forms = ["a", "b"].map((form) => node(`return { form: '${form}' };`));
  const runs = [{ inputs: {}, variant: 1 }, { inputs: {} }, { inputs: {}, variant: 0 }];
  const { replies } = await sandbox.run(asked(runs, forms));
  expect(replies.map(({ output }) => output)).toEqual([
    { form: "b" },
    { form: "own" },
    { form: "a" },
  ]);
});

test("a form that ran out of its time is not run again, the others are", async () => {
  const forms = [node("for (;;) {}"), node("return { form: 'b' };")];
  const runs = [0, 0, 1, 0].map((variant) => ({ inputs: {}, variant }));
  const { replies } = await sandbox.run(asked(runs, forms));
  expect(replies.map(({ status }) => status)).toEqual(["timeout", "not_run", "success", "not_run"]);
});

test("a form that is not there is a fault of the caller", () => {
  const request = asked([{ inputs: {}, variant: 1 }], [node("return {};")]);
  expect(SandboxRequest.safeParse(request).success).toBe(false);
});

const checked = node(`
  if (typeof inputs.n !== "number") throw new Error("n must be a number");
  return { twice: inputs.n * 2 };`);

test("strong tests find every mutant", async () => {
  const content = contentOf([doubles, refuses], { execution_code: checked });
  const report = await measureStrength({ tenant: "t", content, slowestMs: 1 }, { sandbox });
  expect(report?.strength.mutants).toBeGreaterThan(4);
  expect(report).toMatchObject({ survivors: [] });
});

test("tests without bad input do not see that it is let through", async () => {
  const content = contentOf([doubles], { execution_code: checked });
  const report = await measureStrength({ tenant: "t", content, slowestMs: 1 }, { sandbox });
  expect(report?.survivors).toContainEqual({ line: 3, what: "the condition became false" });
});
