import { describe, expect, it } from "vitest";
import { NodeCheckRequest } from "#schemas/node-check.ts";
import { checkDraft } from "#shared/nodes/check-draft.ts";
import { newTenant } from "../../support/stores/node-samples.ts";
import { FakeSandbox, replyOf, threw } from "../proving/fake-sandbox.ts";

const clock = { now: () => new Date(0) };
const onFault = (error: unknown) => {
  throw error;
};

const draft = {
  name: "Double",
  execution_code: `async function execute(inputs) {
  if (typeof inputs.n !== "number") throw new Error("n must be a number");
  return { twice: inputs.n * 2 };
}`,
  input_schema: { type: "object", properties: { n: { type: "number" } }, required: ["n"] },
  output_schema: { type: "object", properties: { twice: { type: "number" } } },
  tests: [
    { name: "two", inputs: { n: 2 }, expected: { twice: 4 } },
    { name: "zero", inputs: { n: 0 }, expected: { twice: 0 } },
    { name: "text", inputs: { n: "2" }, error: { matches: "must be a number" } },
  ],
};

/** Does what the code above does, mutated or not: its tests find no mutant then. */
const sandbox = () =>
  new FakeSandbox(({ runs }) =>
    runs.map(({ inputs }) => {
      const { n } = inputs as { n: unknown };
      return typeof n === "number" ? replyOf({ twice: n * 2 }) : threw("n must be a number");
    }),
  );

const check = async (changes: object = {}) => {
  const runs = sandbox();
  const input = { tenant: newTenant(), draft: NodeCheckRequest.parse({ ...draft, ...changes }) };
  return { ...(await checkDraft(input, { sandbox: runs, clock, onFault })), runs };
};

describe("checkDraft", () => {
  it("tells what the tests showed, and that they are weak", async () => {
    const { violations, verification } = await check();
    expect(verification).toMatchObject({ status: "passed", passed: 3, strength: { killed: 0 } });
    expect(violations).toEqual([
      expect.objectContaining({ rule: "weak-tests", severity: "warning", where: "tests" }),
    ]);
  });

  it("runs nothing where there is an error, and tells each", async () => {
    const code = "async function execute(inputs) {\n  return { n: inputs.n, e: process.env };\n}";
    const { violations, verification, runs } = await check({ execution_code: code });
    expect(violations).toContainEqual(
      expect.objectContaining({ severity: "error", where: expect.stringContaining("line 2") }),
    );
    expect(verification).toMatchObject({ status: "unverified", results: [], ran_at: null });
    expect(runs.requests).toEqual([]);
  });

  it("tells a failed test with what came", async () => {
    const tests = [{ name: "wrong", inputs: { n: 2 }, expected: { twice: 5 } }];
    const { verification } = await check({ tests });
    expect(verification.results).toEqual([
      expect.objectContaining({ outcome: "failed", expected: { twice: 5 }, actual: { twice: 4 } }),
    ]);
  });

  it("looks at a form as it is given", async () => {
    const field = { key: "unknown", label: "Unknown", widget: "text" };
    const style = { color: "#000000", icon: "box" };
    const ui_config = { label: "", description: "", formFields: [field], style };
    const { violations } = await check({ ui_config });
    expect(violations).toContainEqual(expect.objectContaining({ rule: "unknown-field" }));
  });

  it("takes a node as GET gives it, whose kind is that of its definition", async () => {
    const { runs: _, ...asDraft } = await check();
    const node_definition = { type: "generatedNode", kind: "compute", inputs: [], outputs: [] };
    const readOnly = { id: "x", version: 3, verification: {}, warnings: [], provenance: null };
    const { runs: __, ...asGiven } = await check({ node_definition, ...readOnly });
    expect(asGiven).toEqual(asDraft);
    const reducer = { ...node_definition, kind: "reducer" };
    const { violations } = await check({ node_definition: reducer });
    expect(violations).toContainEqual(expect.objectContaining({ rule: "reducer-state" }));
  });

  it("says what it took out of shown texts", async () => {
    const { violations } = await check({ name: "<b>Double</b>" });
    expect(violations).toContainEqual(expect.objectContaining({ rule: "markup-removed" }));
  });
});
