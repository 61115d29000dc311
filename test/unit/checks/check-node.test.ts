import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NodeContent, Violation } from "#schemas/node.ts";
import { checkNode } from "#shared/checks/index.ts";
import { inExecute, nodeOf } from "./node-of.ts";

const findingsOf = (code: string, more: Partial<NodeContent> = {}): Violation[] =>
  checkNode({ ...nodeOf(code), ...more });

describe("what a finding says", () => {
  test("the place in the code, counted as editors do", () => {
    expect(
      findingsOf('async function execute() {\n  const a = Buffer.from("a");\n  return { a };\n}'),
    ).toEqual([
      {
        rule: "unknown-name",
        severity: "error",
        where: "line 2:13",
        message: "`Buffer` is not available.",
        hint: expect.stringContaining("TextEncoder"),
      },
    ]);
  });

  test("the place where the syntax breaks", () => {
    expect(findingsOf("async function execute() {\n  return {;\n}")).toEqual([
      { rule: "syntax", severity: "error", where: "line 2:11", message: "Unexpected token." },
    ]);
  });

  test("fetch is named with what replaces it", () => {
    const [finding] = findingsOf(inExecute('await fetch("https://api.example.com");'));
    expect(finding?.hint).toContain("ctx.fetch");
  });

  test("a name that is used often is told once", () => {
    expect(findingsOf(inExecute("Buffer; Buffer; Buffer;"))).toHaveLength(1);
  });
});

describe("beside the code", () => {
  const code = inExecute("ctx.log(inputs.text);");
  const input_schema = { type: "object", properties: { text: { type: "string" } } };

  test("fields of the form stand for inputs, once each", () => {
    const field = { key: "text", label: "Text", widget: "text" as const };
    const formFields = [field, field, { ...field, key: "more" }];
    const visible = { ...field, visible_when: { key: "other", equals: 1 } };
    const ui_config = { ...nodeOf(code).ui_config, formFields: [...formFields, visible] };
    const findings = findingsOf(code, { input_schema, ui_config });
    expect(findings.map(({ rule, where }) => [rule, where])).toEqual([
      ["repeated-field", "ui_config.formFields[1].key"],
      ["unknown-field", "ui_config.formFields[2].key"],
      ["repeated-field", "ui_config.formFields[3].key"],
      ["unknown-field", "ui_config.formFields[3].visible_when.key"],
    ]);
  });

  test("both schemas are checked", () => {
    const findings = findingsOf(code, { input_schema: { type: "array" }, output_schema: {} });
    expect(findings.map(({ where }) => where)).toEqual(["input_schema", "output_schema"]);
  });

  test("what an open schema does not declare is only a warning", () => {
    const output_schema = { type: "object", properties: { text: { type: "string" } } };
    const findings = findingsOf(inExecute("ctx.log(inputs.txt);"), { input_schema, output_schema });
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ["undeclared-input", "warning"],
      ["undeclared-output", "warning"],
    ]);
  });

  test("tests cannot give larger inputs than a run takes", () => {
    const inputs = { text: "é".repeat(140_000) };
    const tests = nodeOf(code).tests.map((one, index) => (index === 1 ? { ...one, inputs } : one));
    const findings = findingsOf(code, { input_schema, tests });
    expect(findings).toMatchObject([
      {
        rule: "large-test-inputs",
        severity: "error",
        where: "tests[1].inputs",
        message: "The inputs take 280011 bytes; 262144 is the most.",
      },
    ]);
  });

  test("few tests, none of them bad input, are warnings", () => {
    const tests = [1, 2].map(() => ({ name: "same", inputs: {}, expected: {} }));
    const findings = findingsOf(code, { input_schema: nodeOf(code).input_schema, tests });
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ["too-few-tests", "warning"],
      ["no-bad-input-test", "warning"],
      ["repeated-test-name", "warning"],
    ]);
  });

  test.each([
    ["compute-clock", inExecute("ctx.log(Date.now());"), nodeOf("").node_definition],
    ["compute-clock", inExecute("ctx.log(new Date().getTime());"), nodeOf("").node_definition],
    ["long-code", inExecute(`ctx.log("${"x".repeat(21_000)}");`), nodeOf("").node_definition],
    [
      "execute-parameters",
      "function execute(a, b, c) { return { a, b, c }; }",
      nodeOf("").node_definition,
    ],
  ])("%s is a warning", (rule, warned, node_definition) => {
    expect(findingsOf(warned, { node_definition })).toMatchObject([{ rule, severity: "warning" }]);
  });

  test("an effect that never looks at the status is warned of", () => {
    const careless =
      'async function execute(i, ctx) { const r = await ctx.fetch("https://a.example.com/", { signal: AbortSignal.timeout(9) }); return { body: await r.text() }; }';
    expect(checkNode(nodeOf(careless, { hosts: ["a.example.com"] }))).toMatchObject([
      { rule: "unchecked-status", severity: "warning" },
    ]);
  });
});

describe("requests in tests", () => {
  const code = inExecute(
    'const r = await ctx.fetch("https://a.example.com/", { signal: AbortSignal.timeout(9) }); ctx.log(r.ok);',
  );
  const node = nodeOf(code, { hosts: ["a.example.com"] });

  test("a node that calls a host needs a script in one of its tests", () => {
    const tests = node.tests.map(({ http: _http, ...rest }) => rest);
    expect(checkNode({ ...node, tests })).toEqual([
      {
        rule: "no-http-script",
        severity: "warning",
        where: "tests",
        message:
          "The code calls ctx.fetch, but no test scripts a request, and none leaves while tests run.",
        hint: "Give a test an `http` list of the requests and their replies.",
      },
    ]);
    expect(checkNode({ ...node, tests: tests.map((one) => ({ ...one, http: [] })) })).toMatchObject(
      [{ rule: "no-http-script" }],
    );
  });

  test("one script is enough", () => {
    expect(checkNode(node)).toEqual([]);
  });
});

describe("hostile sizes end", () => {
  const doubled = Array.from({ length: 40 }, (_, n) => `const a${n + 1} = a${n} + a${n};`).join(
    "\n",
  );
  const doubledLists = Array.from(
    { length: 20 },
    (_, n) => `const a${n + 1} = a${n}.concat(a${n});`,
  ).join("\n");
  test.each([
    ["open brackets", "[".repeat(60_000)],
    ["nested calls", `${"f(".repeat(20_000)}${")".repeat(20_000)}`],
    ["nested functions", `${"(() => ".repeat(5_000)}1${")".repeat(5_000)}`],
    ["a long sum", `const a = ${Array(15_000).fill("'a'").join("+")};`],
    ["constants of constants", `const a0 = "aaaaaaaaaa";\n${doubled}\n${"x[a40];".repeat(3_000)}`],
    ["a constant of itself", "const a = a + a; x[a];"],
    ["empty lines", `(${"\n".repeat(60_000)}`],
    ["starts of tokens", `const a = "${"eyJ-".repeat(16_000)}";`],
    ["joiners", "\u200d".repeat(60_000)],
    ["loops", "for (;;) {}".repeat(5_000)],
    ["loops on one variable", `let a = 1;${"while(a<2){a}a=1;".repeat(3_500)}`],
    [
      "doubled lists",
      `const a0 = "${"a".repeat(9_000)}".split("");\n${doubledLists}\nx[a20.join("")];`,
    ],
    ["long texts as names", `const a = "${"a".repeat(9_000)}";${"x[a+a+a];".repeat(5_000)}`],
    [
      "an object built up and returned",
      inExecute(`const o={};${"o.a=1;".repeat(6_000)}${"return o;".repeat(2_500)}`),
    ],
    ["writes of a key", `let k;${'k="a";'.repeat(5_000)}${"x[k];".repeat(5_000)}`],
    ["counters that move away", `let a=0;${"for(;a>1;a++){}".repeat(4_000)}`],
    ["loops in loops", `function f(){${"for(;;){return;".repeat(3_000)}${"}".repeat(3_001)}`],
    [
      "a ring of functions",
      Array.from({ length: 2_500 }, (_, n) => `function f${n}(){f${(n + 1) % 2_500}()}`).join(""),
    ],
    ["uses of an object", `const o={${"a:1,".repeat(5_000)}};${"x[o.a];".repeat(4_000)}`],
  ])("%s", (_name, code) => {
    const start = performance.now();
    expect(findingsOf(code).length).toBeGreaterThan(0);
    expect(performance.now() - start).toBeLessThan(3_000);
  });

  test("never throws on any text", () => {
    const token = fc.constantFrom(
      "execute",
      "inputs",
      "ctx",
      "(",
      ")",
      "{",
      "}",
      "=>",
      "async ",
      "function ",
      "return ",
      ";",
      "`",
      "${",
      "[",
      "]",
      ".",
      "constructor",
      '"a"',
      " = ",
      "const ",
      "import ",
      "while(1)",
      "\u200b",
    );
    const code = fc.array(fc.oneof(token, fc.string()), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(code, (parts) => {
        expect(Array.isArray(findingsOf(parts.join("")))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
