import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NodeDraft } from "#schemas/node-draft.ts";
import { parseReply } from "#shared/generation/parse/parse-reply.ts";
import { code, fence, json, twoPart, wholeJson } from "./reply-shapes.ts";

const layers = /^(?:whole-json|fences|tags|balanced)(?:\+(?:soft-fix|jsonrepair))?$/;

/** Whatever comes: a draft with a named layer, or a reason with a rule for each violation. */
const expectSoundReading = (reply: string, stop: "complete" | "max_tokens" | "other"): void => {
  const parsed = parseReply(reply, stop);
  if (parsed.ok) {
    expect(parsed.layer).toMatch(layers);
    expect(NodeDraft.safeParse(parsed.draft).success).toBe(true);
    return;
  }
  expect(parsed.violations.length).toBeGreaterThan(0);
  for (const { rule } of parsed.violations) expect(rule).toMatch(/^reply-[a-z-]+$/);
};

const wholeReplies = [
  twoPart,
  wholeJson,
  JSON.stringify(wholeJson),
  fence("json", wholeJson),
  `${json}\n\n${code}`,
  `<think>first</think>\n<json>${json}</json>\n<code>\n${code}\n</code>`,
  `${fence("json", json.replaceAll('"', "'"))}${fence("js", code)}`,
];

const splinter = fc.constantFrom(
  ...["```", "\n```\n", "```json\n", "~~~", "<think>", "</think>", "<json>", "</json>", "<code>"],
  ...["{", "}", "[", "]", '"', "'", "\\", ",", ":", "null", "//", "/*", "*/", "\r", "\u2028"],
  ...["\ufeff", "\ud83d", "\u0000", "${", "`", "function execute", "execution_code", "1e999"],
);

type Edit = { readonly at: number; readonly drop: number; readonly put: string };

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  drop: fc.nat({ max: 40 }),
  put: fc.oneof(splinter, fc.string({ maxLength: 5 })),
});

const edited = (reply: string, edits: readonly Edit[]): string =>
  edits.reduce((text, { at, drop, put }) => {
    const place = Math.floor(at * text.length);
    return text.slice(0, place) + put + text.slice(place + drop);
  }, reply);

const stop = fc.constantFrom("complete", "max_tokens", "other" as const);

describe("a reply of any shape is read soundly", () => {
  test("good replies with splinters in them and parts gone", () => {
    const reply = fc.constantFrom(...wholeReplies);
    const edits = fc.array(edit, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(reply, edits, stop, (whole, list, reason) => {
        expectSoundReading(edited(whole, list), reason);
      }),
      { numRuns: 1_000 },
    );
  });

  test("parts of good replies in any order, over and over", () => {
    const piece = fc.constantFrom(...wholeReplies, json, code, '{"name":1}', "[]", "I'm sorry");
    const reply = fc.array(fc.oneof(piece, splinter), { maxLength: 8 });
    fc.assert(
      fc.property(reply, stop, (pieces, reason) => {
        expectSoundReading(pieces.join(""), reason);
      }),
      { numRuns: 300 },
    );
  });

  test("members of any JSON in place of those of a node", () => {
    const keys = fc.constantFrom(
      ...["name", "tests", "input_schema", "output_schema", "ui_config", "capabilities", "kind"],
      ...["execution_code", "node", "tags", "icon", "__proto__", "constructor", "toString"],
    );
    const members = fc.dictionary(keys, fc.jsonValue({ maxDepth: 4 }), { maxKeys: 4 });
    fc.assert(
      fc.property(members, (more) => {
        const object = JSON.stringify({ ...JSON.parse(wholeJson), ...more });
        expectSoundReading(object, "complete");
        expectSoundReading(`${fence("json", object)}${fence("js", code)}`, "complete");
      }),
      { numRuns: 300 },
    );
  });
});

const megabytes = (text: string, many: number): string =>
  text.repeat(Math.ceil((many * 1_000_000) / text.length)).slice(0, many * 1_000_000);

describe("garbage of some megabytes is given up soon", () => {
  test("what no model writes is not read at all", () => {
    expect(parseReply(megabytes("x", 5), "complete")).toMatchObject({
      ok: false,
      reason: "too_large",
      violations: [{ rule: "reply-too-large" }],
    });
  });

  test.each([
    ["objects", "{}"],
    ["objects that need mending", `{"a": 'b', }\n`],
    ["thoughts", "<think></think>"],
    ["tags", "<json>{</json>"],
    ["tags around fences", '<json>```json\n{"name":}\n```</json>'],
    ["blocks of JSON", "```json\n{}\n```\n"],
    ["blocks of code", "```js\nexecute => 1\n```\n"],
    ["functions", "function execute(){"],
    ["open objects", `{"a":`],
    ["quotes", '\\"'],
  ])("%s", (_name, piece) => {
    const reply = megabytes(piece, 2);
    const start = performance.now();
    expect(parseReply(reply, "complete").ok).toBe(false);
    expect(performance.now() - start).toBeLessThan(6_000);
  });
});
