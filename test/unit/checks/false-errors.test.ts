import { describe, expect, test } from "vitest";
import { checkNode } from "#shared/checks/index.ts";
import { inExecute, type NodeParts, nodeOf } from "./node-of.ts";

const errorsOf = (code: string, parts: NodeParts = {}): string[] =>
  checkNode(nodeOf(code, parts))
    .filter(({ severity }) => severity === "error")
    .map(({ rule }) => rule);

const open = { type: "object", properties: {}, patternProperties: { "^": true } };
const members = (...names: string[]) => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, {}])),
  additionalProperties: false,
});

describe("methods that are borrowed from a prototype", () => {
  test.each([
    ["hasOwnProperty", 'Object.prototype.hasOwnProperty.call(inputs, "a");'],
    ["toString", 'ctx.log(Object.prototype.toString.call(inputs.a) === "[object Date]");'],
    ["slice, applied", "Array.prototype.slice.apply(inputs.list, [1]);"],
  ])("%s may be called", (_, body) => {
    expect(errorsOf(inExecute(body))).toEqual([]);
  });

  test.each([
    ["an own method of a prototype", "Array.prototype.map = () => [];"],
    ["a method taken for later", "const has = Object.prototype.hasOwnProperty; ctx.log(has);"],
    ["the constructor of a prototype", 'Object.prototype.constructor.call(null, "x");'],
    ["a setter", 'Object.prototype.__defineGetter__.call(inputs, "a", () => 1);'],
    ["a prototype by an own name", "const Object = inputs; Object.prototype.a.call(1);"],
    ["a call's own members", "Object.prototype.toString.call.name;"],
  ])("%s may not", (_, body) => {
    expect(errorsOf(inExecute(body))).toContain("forbidden-member");
  });
});

test("records of telephone calls have callers", () => {
  const code =
    "function execute({ records }) { return { calls: records.map(({ caller, callee }) => ({ caller, callee })), last: records.at(-1).caller }; }";
  expect(errorsOf(code)).toEqual([]);
});

describe("what a reducer may write", () => {
  const parts: NodeParts = {
    kind: "reducer",
    input: members("state", "items"),
    output: members("state"),
  };
  const reducer = (body: string) => `function execute(inputs) {\n${body}\n}`;

  test.each([
    ["an input that is not the state", "inputs.items.sort(); return { state: inputs.items[0] };"],
    ["a part of it", "const { items } = inputs; items.push(1); return { state: items };"],
    [
      "a copy under the same name",
      "let { state } = inputs; state = { ...state }; state.n = 1; return { state };",
    ],
    [
      "a copy of all inputs",
      "inputs = structuredClone(inputs); inputs.state.n = 1; return { state: inputs.state };",
    ],
    [
      "a copy made where there is a state",
      "const next = inputs.state && { ...inputs.state }; next.n = 1; return { state: next };",
    ],
    [
      "a sorted copy",
      "const list = inputs.state.list.slice().sort(); list.push(1); return { state: { list } };",
    ],
  ])("%s", (_, body) => {
    expect(errorsOf(reducer(body), parts)).toEqual([]);
  });

  test.each([
    ["the state", "inputs.state.n = 1; return { state: inputs.state };"],
    ["the state by name", 'inputs["state"].list.push(1); return { state: inputs.state };'],
    [
      "the state under a name",
      "const { state: before } = inputs; before.n += 1; return { state: before };",
    ],
    [
      "the state of one branch",
      "const next = inputs.items ? inputs.state : {}; next.n = 1; return { state: next };",
    ],
    [
      "each part of it",
      "for (const one of inputs.state.list) one.done = true; return { state: inputs.state };",
    ],
    [
      "a part of a default",
      "const { list } = inputs.state ?? {}; list.push(1); return { state: { list } };",
    ],
  ])("%s may not be written", (_, body) => {
    expect(errorsOf(reducer(body), parts)).toEqual(["reducer-mutation"]);
  });

  test("every input, where no schema says which of them is the state", () => {
    const parts: NodeParts = { kind: "reducer", input: open, output: open };
    expect(errorsOf(reducer("inputs.count += 1; return inputs;"), parts)).toEqual([
      "reducer-mutation",
    ]);
  });
});

describe("inputs and outputs that are not declared", () => {
  const input = members("rows");

  test.each([
    [
      "a helper for values of any kind",
      'const text = (v) => (v.map ? v.map(text).join() : String(v));\nfunction execute(inputs) { if (!inputs.rows) throw new Error("no"); return { a: text(inputs) }; }',
    ],
    [
      "a name that gets another value",
      "function execute(inputs) { let at = inputs; at = at.rows[0]; return { a: at.name }; }",
    ],
  ])("%s", (_, code) => {
    expect(errorsOf(code, { input })).toEqual([]);
  });

  test("a helper for the inputs alone is followed", () => {
    const code =
      "const read = (given) => given.row;\nfunction execute(inputs) { return { a: read(inputs) }; }";
    expect(errorsOf(code, { input })).toEqual(["undeclared-input"]);
  });

  test("a key that is taken away again is not returned", () => {
    const code =
      "function execute(inputs) { const out = { a: 1, tmp: 2 }; delete out.tmp; return out; }";
    expect(errorsOf(code, { output: members("a") })).toEqual([]);
  });

  test("an own method that is called like one of lists may return an object", () => {
    const code =
      "const some = (value) => ({ map: (f) => some(f(value)), value });\nfunction execute(inputs) { const a = some(inputs); return a.map((one) => one); }";
    expect(errorsOf(code)).toEqual([]);
  });
});

describe("texts that only look like secrets", () => {
  test.each([
    ["a scheme in words", 'ctx.log("Bearer authentication.is.required.here");'],
    ["an address as an example", 'ctx.log("e.g. postgres://user:password@host/name");'],
    ["a name with dashes", 'ctx.log("sk-learn-like-clustering-of-values");'],
  ])("%s", (_, body) => {
    expect(errorsOf(inExecute(body))).toEqual([]);
  });
});
