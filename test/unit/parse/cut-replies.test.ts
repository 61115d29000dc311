import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseReply } from "#shared/generation/parse/parse-reply.ts";
import { code, fence, json, twoPart, wholeJson } from "./reply-shapes.ts";

const cutsOf = (text: string): string[] =>
  Array.from({ length: text.length }, (_, length) => text.slice(0, length));

describe("a cut reply never gives half a function", () => {
  test.each([
    ["two blocks", twoPart],
    ["one JSON object", wholeJson],
    ["one JSON block", fence("json", wholeJson)],
    ["bare object and function", `${json}\n${code}`],
  ])("%s, cut anywhere", (_name, whole) => {
    for (const stop of ["max_tokens", "complete"] as const) {
      for (const cut of cutsOf(whole)) {
        const parsed = parseReply(cut, stop);
        if (parsed.ok) expect(parsed.draft.execution_code.trim()).toBe(code);
      }
    }
  });

  test("an object that only looks closed is not mended into a function", () => {
    const cut = `${wholeJson.slice(0, wholeJson.indexOf("throw"))} }`;
    expect(parseReply(cut, "complete")).toMatchObject({ ok: false });
  });

  test("nothing is mended when the reply was cut", () => {
    const trailing = `${fence("json", json.replace(/\n\}$/, ",\n}"))}${fence("js", code)}`;
    expect(parseReply(trailing, "max_tokens")).toMatchObject({ ok: false, reason: "truncated" });
  });
});

const piece = fc.oneof(
  fc.string(),
  fc.constantFrom("```", "```json\n", "```js\n", "\n```\n", "~~~", "<think>", "</think>", "<json>"),
  fc.constantFrom(
    "{",
    "}",
    "[",
    '"',
    "\\",
    "//",
    "/*",
    ",}",
    "\uFEFF",
    "\u2028",
    "function execute",
  ),
  fc.constantFrom(json, code, twoPart, wholeJson),
  fc.json(),
);

describe("never throws", () => {
  test("on any text", () => {
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
    const stop = fc.constantFrom("complete", "max_tokens", "other" as const);
    fc.assert(
      fc.property(text, stop, (reply, reason) => {
        const parsed = parseReply(reply, reason);
        expect(typeof parsed.ok).toBe("boolean");
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["open braces", "{".repeat(100_000)],
    ["open brackets", "[".repeat(100_000)],
    ["nested objects", `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`],
    ["open thoughts", "<think>".repeat(20_000)],
    ["thoughts", "<think></think>".repeat(5_000)],
    ["fences", "```js\n".repeat(5_000)],
    ["closing fences", "```\n".repeat(5_000)],
    ["quotes", '{"'.repeat(50_000)],
    ["spaces after a fence", `\`\`\`${" ".repeat(200_000)}\``],
    ["spaces in a function", `\`\`\`js\nfunction${" ".repeat(200_000)}x\n\`\`\``],
    ["code blocks that parse as nothing", "```js\nfoo(\n```\n".repeat(70_000)],
    ["objects line by line", '{"name":"x","input_schema":{}}\n'.repeat(33_000)],
    ["empty lines", "\n".repeat(200_000)],
    ["commas", `{${", ".repeat(50_000)}`],
  ])("on %s without end", (_name, reply) => {
    const start = performance.now();
    expect(parseReply(reply, "complete").ok).toBe(false);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
