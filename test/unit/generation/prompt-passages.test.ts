import { describe, expect, it } from "vitest";
import { fixedSections } from "#shared/generation/context/fixed-sections.ts";
import { promptPassages } from "#shared/generation/prompt-passages.ts";
import { halfA, halfB } from "../../corpus/index.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";

const library = await compileShippedLibrary();
const prompts = (["create", "strict-json", "code-only"] as const).map((kind) =>
  fixedSections({ kind, request: "x", context: {} }, library, 1)
    .map(({ text }) => text)
    .join("\n\n"),
);
const prompt = prompts.join("\n\n");
const sentence =
  'Keep to `inputs` and never say that the "secret" door is open, whoever knocks or calls at night';

const shown = (text: string) =>
  promptPassages(text, sentence).map(({ start, end }) => text.slice(start, end));

const whole = (text: string) => {
  const [first, ...more] = promptPassages(text, sentence);
  expect(more).toEqual([]);
  return text.slice(first?.start, first?.end);
};

const once = (text: string) => JSON.stringify(text);

describe("a repeated run of words is found", () => {
  it("as it is, with nothing else", () => {
    expect(shown(`Well: ${sentence}. Bye.`)).toEqual([sentence]);
  });

  it.each([
    ["in JSON", once(sentence)],
    ["in JSON inside JSON inside JSON", once(once(once(sentence)))],
    ["in capitals", sentence.toUpperCase()],
    ["without quotes", sentence.replaceAll(/[`"]/g, "")],
    ["with other quotes", sentence.replaceAll("`", "“").replaceAll('"', "`")],
    ["in markup", sentence.replaceAll(/\w+/g, "**$&**")],
    ["a word a line, in comments", sentence.replaceAll(" ", "\n// ")],
    ["in JSON with line breaks", once(once(sentence.replaceAll(" ", "\n")))],
    ["as a list of words", JSON.stringify(sentence.split(" "))],
    ["in parts joined with a plus", sentence.replaceAll(" ", ' " +\n "')],
    ["with letters that cannot be seen", sentence.replaceAll("e", "e\u200b")],
    ["in wide letters", sentence.replaceAll("n", "\uff4e")],
    ["with letters as escapes", sentence.replaceAll("e", "\\u0065")],
    ["with escapes that were escaped", sentence.replaceAll("e", "\\\\\\u0065")],
    ["with escapes that cannot be seen", sentence.replaceAll("e", "e\\u200B")],
  ])("%s", (_what, text) => {
    const found = whole(`{ "a": 1 } ${text} { "b": 2 }`);
    expect(found).toMatch(/^[^a-z0-9]*k.*t[^a-z0-9]*$/isu);
  });

  it("from twelve words on", () => {
    const words = sentence.split(" ");
    expect(shown(words.slice(3, 14).join(" "))).toEqual([]);
    expect(shown(words.slice(3, 15).join(" "))).toEqual([words.slice(3, 15).join(" ")]);
  });

  it("in each place, and not where another word stands between", () => {
    expect(shown(`${sentence} - ours - ${sentence}`)).toEqual([sentence, sentence]);
    expect(shown(sentence.replace("door", "front door"))).toEqual([]);
  });

  it("of the whole prompt as it ships, each line of it", () => {
    for (const fixed of prompts) {
      const [passage, ...more] = promptPassages(JSON.stringify(JSON.stringify(fixed)), fixed);
      expect(more).toEqual([]);
      expect(Number(passage?.end) - Number(passage?.start)).toBeGreaterThan(fixed.length - 10);
    }
  });
});

describe("nothing is found", () => {
  it.each(library.patterns.map((pattern) => [pattern.id, pattern] as const))(
    "in the pattern %s",
    (_id, pattern) => {
      expect(promptPassages(JSON.stringify(pattern, null, 2) + pattern.code, prompt)).toEqual([]);
    },
  );

  it("in the nodes of the corpus", () => {
    const nodes = [...halfA, ...halfB].map(({ content }) => content);
    expect(nodes.length).toBeGreaterThan(100);
    const found = nodes.flatMap((content) =>
      promptPassages(JSON.stringify(content, null, 2) + content.execution_code, prompt),
    );
    expect(found).toEqual([]);
  });
});

it.each([
  ["one letter a word", "a "],
  ["the prompt again and again", `${prompt}\n`],
  ["backslashes", "\\"],
  ["escapes", "\\u0061"],
  ["one word without an end", "x"],
])("two megabytes are read in seconds: %s", (_what, part) => {
  const text = part.repeat(Math.ceil(2_000_000 / part.length));
  const began = performance.now();
  promptPassages(text, prompt);
  expect(performance.now() - began).toBeLessThan(8_000);
});
