import { describe, expect, test } from "vitest";
import { findExecute } from "#shared/checks/find-execute.ts";
import { parseCode } from "#shared/checks/parse-code.ts";
import { normaliseCode } from "#shared/nodes/normalise-code.ts";

const plain = "async function execute(inputs, ctx) { return { a: inputs.a }; }";

describe("normaliseCode", () => {
  test.each([
    ["as it should be", plain],
    ["with a helper", `const f = (x) => x;\n${plain}`],
    ["not async", "function execute(inputs) { return { a: 1 }; }"],
    ["with an import, for the checks to refuse", `import x from "y";\n${plain}`],
    ["that does not parse", "async function execute( {"],
    ["with a re-export", `export { x } from "y";\n${plain}`],
  ])("leaves code alone: %s", (_name, code) => {
    expect(normaliseCode(code)).toEqual({ code, notes: [] });
  });

  test.each([
    ["export default", `export default ${plain}`],
    ["export", `export ${plain}`],
    ["export of a list", `${plain}\nexport { execute };`],
    ["export default of a name", `${plain}\nexport default execute;`],
    ["module.exports of a name", `${plain}\nmodule.exports = execute;`],
    ["module.exports of an object", `${plain}\nmodule.exports = { execute };`],
    [
      "an anonymous default export",
      "export default async function (inputs, ctx) { return { a: inputs.a }; }",
    ],
    ["a default arrow", "export default async (inputs, ctx) => { return { a: inputs.a }; };"],
    [
      "module.exports of an arrow",
      "module.exports = async (inputs, ctx) => { return { a: inputs.a }; };",
    ],
    [
      "exports.execute",
      "exports.execute = async function (inputs, ctx) { return { a: inputs.a }; };",
    ],
    ["a constant arrow", "const execute = async (inputs, ctx) => { return { a: inputs.a }; };"],
    [
      "an exported constant",
      "export const execute = async (inputs, ctx) => { return { a: inputs.a }; };",
    ],
    ["a bare arrow", "async (inputs, ctx) => { return { a: inputs.a }; }"],
    ["a bare anonymous function", "async function (inputs, ctx) { return { a: inputs.a }; }"],
    ["a function in brackets", "(async function (inputs, ctx) { return { a: inputs.a }; });"],
  ])("unwraps %s", (_name, code) => {
    const normalised = normaliseCode(code);
    expect(normalised.code).toBe(plain);
    expect(normalised.notes.length).toBeGreaterThan(0);
  });

  test("an arrow that only returns gets a body", () => {
    expect(normaliseCode("({ a }) => ({ a })").code).toBe(
      "async function execute({ a }) {\n  return (({ a }));\n}".replace("(({ a }))", "({ a })"),
    );
  });

  test("types are taken off only where JavaScript cannot be read", () => {
    const typed =
      "interface In { a: number }\nexport async function execute(inputs: In): Promise<{ a: number }> { return { a: inputs.a as number }; }";
    const { code, notes } = normaliseCode(typed);
    const parsed = parseCode(code);
    expect(parsed.ok && findExecute(parsed.tree.program)).toHaveLength(1);
    expect(notes).toContain("types were taken off");
  });
});
