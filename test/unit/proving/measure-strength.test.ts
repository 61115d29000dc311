import { describe, expect, it } from "vitest";
import type { NodeTest } from "#schemas/node.ts";
import { measureStrength } from "#shared/proving/measure-strength.ts";
import { newTenant } from "../../support/stores/node-samples.ts";
import { contentOf, refuses } from "./content-of.ts";
import { FakeSandbox, replyOf } from "./fake-sandbox.ts";

const tests = (count: number): NodeTest[] =>
  Array.from({ length: count }, (_, n) => ({
    name: `doubles ${n}`,
    inputs: { n },
    expected: { twice: n * 2 },
  }));

/** Many places to break. */
const sum = Array.from({ length: 30 }, (_, place) => `n + ${place}`).join(" + ");
const execution_code = `async function execute({ n }) { return { twice: n * 2, sum: ${sum} }; }`;

const measured = async (given: NodeTest[]) => {
  const sandbox = new FakeSandbox(({ runs }) =>
    runs.map(({ inputs }) => replyOf({ twice: Number(Object(inputs).n) * 2 })),
  );
  const content = contentOf(given, { execution_code });
  await measureStrength({ tenant: newTenant(), content, slowestMs: 1 }, { sandbox });
  return sandbox.requests.map(({ variants = [], runs }) => [variants.length, runs.length]);
};

describe("measureStrength", () => {
  it("makes as many mutants as the largest of its calls can run", async () => {
    expect(await measured([...tests(11), refuses])).toEqual([
      [20, 20],
      [20, 20],
    ]);
    expect(await measured(tests(12))).toEqual([
      [18, 18],
      [18, 198],
    ]);
  });

  it("makes no call for a kind of test that a node has not", async () => {
    expect(await measured(tests(1))).toEqual([[20, 20]]);
    expect(await measured([])).toEqual([]);
  });
});
