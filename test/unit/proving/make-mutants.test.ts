import { describe, expect, test } from "vitest";
import { parseCode } from "#shared/checks/parse-code.ts";
import { makeMutants } from "#shared/proving/mutants/make-mutants.ts";

const node = (body: string) => `async function execute(inputs, ctx) {\n${body}\n}`;

const changed = (body: string, most = 30) =>
  makeMutants(node(body), most).map(({ code }) => code.split("\n").slice(1, -1).join("\n").trim());

describe("makeMutants", () => {
  test.each([
    ["a comparison", "return { a: inputs.n < 3 };", "return { a: ((inputs.n) <= (3)) };"],
    ["equality", "return { a: inputs.n === 3 };", "return { a: ((inputs.n) !== (3)) };"],
    ["arithmetic", "return { a: inputs.n + 1 };", "return { a: ((inputs.n) - (1)) };"],
    ["and", "return { a: inputs.n && 1 };", "return { a: ((inputs.n) || (1)) };"],
    ["a default", "return { a: inputs.n ?? 1 };", "return { a: ((inputs.n) && (1)) };"],
    ["a negation", "return { a: !inputs.n };", "return { a: inputs.n };"],
    ["a number", "return { a: 7 };", "return { a: 8 };"],
    ["a text", 'return { a: "b" };', 'return { a: "" };'],
    ["true", "return { a: true };", "return { a: false };"],
    ["what is returned", "return inputs;", "return ({});"],
    ["a branch", "return inputs.n ? inputs : {};", "return true ? inputs : {};"],
    ["the other branch", "if (inputs.n) inputs.m = inputs.n;", "if (false) inputs.m = inputs.n;"],
    ["a call", "return { a: inputs.t.trim() };", "return { a: inputs.t };"],
  ])("%s", (_, body, mutant) => {
    expect(changed(body)).toContain(mutant);
  });

  test.each([
    ["words of an error", 'throw new Error("no " + 1);'],
    ["words of a log", 'ctx.log("a" + 1);'],
    ["words of a log taken out of ctx", 'log("a" + 1);'],
    ["words of an error that is handed on", 'reject(new TypeError("no " + 1));'],
    ["how long to wait", "setTimeout(resolve, 2 * 100); AbortSignal.timeout(5_000);"],
    ["a copy of a list", "const list = inputs.list.slice();"],
    ["names of properties", 'const { a } = { "a": inputs.n };'],
    ["directives", '"use strict";'],
    ["code that does not parse", "return {"],
  ])("%s stay", (_, body) => {
    expect(changed(body)).toEqual([]);
  });

  test("what is done after a wait is changed", () => {
    expect(changed("setTimeout(() => done(inputs.n * 2), 100);")).toContain(
      "setTimeout(() => done(((inputs.n) / (2))), 100);",
    );
  });

  test("a mutant says its line and its change", () => {
    const mutants = makeMutants(node("const a = 1;\nreturn inputs.n < a;"), 9);
    expect(mutants).toContainEqual(expect.objectContaining({ line: 3, what: "< became <=" }));
  });

  const long = node(
    Array.from({ length: 40 }, (_, at) => `if (inputs.n > ${at}) return { a: ${at} };`).join("\n"),
  );

  test("no more than asked for, of every kind, over the whole code, the same each time", () => {
    const mutants = makeMutants(long, 12);
    expect(mutants).toHaveLength(12);
    expect(makeMutants(long, 12)).toEqual(mutants);
    expect(new Set(mutants.map(({ code }) => code)).size).toBe(12);
    expect(Math.min(...mutants.map(({ line }) => line))).toBeLessThan(5);
    expect(Math.max(...mutants.map(({ line }) => line))).toBeGreaterThan(38);
    for (const kind of ["became >=", "became true", "is returned", "0 became 1"]) {
      expect(mutants.some(({ what }) => what.includes(kind))).toBe(true);
    }
  });

  test("every mutant parses, and differs from the code", () => {
    const code = node(`
      const rows = (inputs.rows ?? []).filter((row) => row.a && row.b || row.c > -1);
      for (let at = 0; at < rows.length; at += 1) if (!rows[at].done) rows[at].n = at % 2 === 0 ? 1 : 2;
      return { rows: rows.sort((a, b) => a.n - b.n).slice(0, 10), none: rows.length === 0 };
    `);
    const mutants = makeMutants(code, 200);
    expect(mutants.length).toBeGreaterThan(25);
    for (const mutant of mutants) {
      expect(mutant.code).not.toBe(code);
      expect(parseCode(mutant.code).ok, mutant.what).toBe(true);
    }
  });
});
