import { describe, expect, test } from "vitest";
import { checkNode } from "#shared/checks/index.ts";
import { inExecute, nodeOf } from "./node-of.ts";

const rulesOf = (code: string): string[] =>
  checkNode(nodeOf(code))
    .filter(({ severity }) => severity === "error")
    .map(({ rule }) => rule);

describe("loops that end or never begin are no endless loops", () => {
  test.each([
    ["a condition that is false", "const again = false; do { inputs.a += 1; } while (again);"],
    ["a loop that never begins", "let retry = false; while (retry) { ctx.log(1); }"],
    ["a way out after many turns", `for (;;) { ${"if (inputs.a) continue; ".repeat(300)} break; }`],
    ["a label of an outer loop", "a: for (const x of [1]) { for (;;) { if (x) continue a; } }"],
    [
      "a throw past a finally",
      "for (;;) { try { throw new Error('no'); } finally { ctx.log(1); } }",
    ],
    [
      "a function that throws at the end",
      "let at = 0; const next = () => { if (at > 3) throw new Error('end'); at += 1; };\ntry { while (true) { next(); } } catch { ctx.log(at); }",
    ],
    ["a bound that moves too", "let b = 2; for (let a = 3; a > b; a++) { b += 2; }"],
  ])("%s", (_, body) => {
    expect(rulesOf(inExecute(body))).toEqual([]);
  });

  test.each([
    ["its own label", "a: for (;;) { for (const x of [1]) { if (x) continue a; } }"],
    ["a throw that is caught inside", "for (;;) { try { throw new Error('no'); } catch { } }"],
    ["a way out that is never taken", "for (;;) { if (false) break; }"],
    ["a switch alone is left", "for (;;) { switch (inputs.a) { case 1: break; } }"],
    ["a branch of an outer loop only", "for (;;) { for (;;) { if (inputs.a) break; } }"],
  ])("%s is no way out", (_, body) => {
    expect(rulesOf(inExecute(body))).toContain("endless-loop");
  });
});

describe("functions that may end are no endless recursion", () => {
  test.each([
    ["a name that gets another function", "let f = () => f(); f = () => 1; f();"],
    ["a function that is replaced", "function f() { return f(); } f = () => 1; f();"],
    ["a property of a class", "function f() { class A { a = f(); } return A; } f();"],
    ["a call in a branch", "const f = (n) => (n > 0 ? f(n - 1) : 0); f(3);"],
    ["a callback", "const f = (list) => list.map((one) => f(one.list)); f([]);"],
  ])("%s", (_, body) => {
    expect(rulesOf(inExecute(body))).toEqual([]);
  });

  test("a ring is told once, whatever leads into it", () => {
    const ring =
      "function a() { b(); } function b() { c(); } function c() { b(); } function d() { d(); }";
    expect(rulesOf(`${ring}\n${inExecute("a();")}`)).toEqual([
      "endless-recursion",
      "endless-recursion",
    ]);
  });
});
