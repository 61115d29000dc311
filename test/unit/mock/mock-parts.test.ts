import { describe, expect, it } from "vitest";
import { displayName } from "#shared/providers/mock-display-name.ts";
import { portNamesIn } from "#shared/providers/mock-port-names.ts";
import {
  renameInAssertion,
  renameInCode,
  renameInMessage,
} from "#shared/providers/mock-rename-code.ts";

describe("portNamesIn", () => {
  it.each<[string, string[], string[]]>([
    ["takes `left` and `right` and returns `rows`", ["left", "right"], ["rows"]],
    [
      "inputs: csv (string), separator (string). Outputs: rows and total.",
      ["csv", "separator"],
      ["rows", "total"],
    ],
    ["Group rows, returns { groups, total }", [], ["groups", "total"]],
    ["use 'text' as input, the result is named \"outcome\"", ["text"], ["outcome"]],
    ["an input list called entries and call the output unique", ["entries"], ["unique"]],
    ["takes a string called title and returns a string called slug", ["title"], ["slug"]],
    ["with inputs first and second that are joined", ["first", "second"], []],
    ["output it as 'sorted_items'", [], ["sorted_items"]],
    ["reads base64 given in the input named payload and converts it", ["payload"], []],
    ["returns isValid", [], ["isValid"]],
    ["Input: a CSV text. Output: an array of objects", [], []],
    ["Fetch JSON from a URL and return the data", [], []],
    ["Replace placeholders like 'name' in a message", [], []],
    ["Convert CSV text with a header row to an array of objects", [], []],
    ["", [], []],
  ])("reads %j", (request, inputs, outputs) => {
    const names = portNamesIn(request);
    expect([names.inputs, names.outputs]).toEqual([inputs, outputs]);
  });

  it("takes the phrases out of the rest", () => {
    const { rest } = portNamesIn("Slugify a title, input called zebra.");
    expect(rest).not.toContain("zebra");
    expect(rest).toContain("Slugify a title");
  });

  it.each(["input ", "takes a ", '"a", ', "aB, ", "inputs a, ", "returns { ", "called x and "])(
    "reads 5,000 characters of %j without long thought",
    (part) => {
      const started = performance.now();
      portNamesIn(part.repeat(5_000 / part.length));
      expect(performance.now() - started).toBeLessThan(5_000);
    },
  );
});

describe("displayName", () => {
  it.each([
    ["convert CSV text to JSON", "Convert CSV text to JSON"],
    ["Create a node that sorts a list of names.", "Sorts a list of names"],
    ["I need a node which removes duplicates from a list", "Removes duplicates from a list"],
    ["Parse German numbers like 1.234,56. Thanks", "Parse German numbers like 1.234,56"],
    ["Convert DD.MM.YYYY dates to ISO", "Convert DD.MM.YYYY dates to ISO"],
    [
      "Remove duplicates from a list of contacts by email and keep the last one",
      "Remove duplicates from a list of contacts by email and keep the last one",
    ],
    ["webhook from github: verify it please", "Webhook from github: verify it"],
    ["Please build me a workflow node to validate e-mails. Thanks!", "Validate e-mails"],
  ])("says %j in its own words", (request, name) => {
    expect(displayName(request, "Pattern")).toBe(name);
  });

  it.each([
    "i have a csv with semicolons, want json",
    "is this email valid?",
    "slugify",
    "",
    "<b>Slugify</b> a title",
    "Fill {{ this }} in",
    "Convert a very long request that goes on and on and on until nobody can read it as a name",
  ])("takes the pattern's name for %j", (request) => {
    expect(displayName(request, "Pattern")).toBe("Pattern");
  });
});

describe("renaming in code", () => {
  const renames = {
    inputs: new Map([["text", "title"]]),
    outputs: new Map([["slug", "path"]]),
  };

  it("touches reads of inputs, returned keys and messages, nothing else", () => {
    const code = [
      "// inputs.text stays in a comment",
      "async function execute(inputs, ctx) {",
      "  inputs = { ...inputs, text: inputs.text ?? 1 };",
      "  const text = inputs.text ?? other.text;",
      "  if (!text) throw new Error('input \"text\" must be a string');",
      '  check(inputs.text, \'"text"\', `input "text" is` + text, "text");',
      "  const inner = () => { return { slug: 1 }; };",
      "  const slug = inner();",
      "  return { slug, text: 1, ...rest, [slug]: 2 };",
      "}",
    ].join("\n");
    expect(renameInCode(code, renames)).toBe(
      [
        "// inputs.text stays in a comment",
        "async function execute(inputs, ctx) {",
        "  inputs = { ...inputs, title: inputs.title ?? 1 };",
        "  const text = inputs.title ?? other.text;",
        "  if (!text) throw new Error('input \"title\" must be a string');",
        '  check(inputs.title, \'"title"\', `input "title" is` + text, "text");',
        "  const inner = () => { return { slug: 1 }; };",
        "  const slug = inner();",
        "  return { path: slug, text: 1, ...rest, [slug]: 2 };",
        "}",
      ].join("\n"),
    );
  });

  it("renames inputs and outputs in assertions", () => {
    const assertion = "out.slug.length === inputs.text.length && out.text !== inputs.slug";
    expect(renameInAssertion(assertion, renames)).toBe(
      "out.path.length === inputs.title.length && out.text !== inputs.slug",
    );
  });

  it("renames inputs in messages", () => {
    expect(renameInMessage('input "text" must be; input "slug" too', renames.inputs)).toBe(
      'input "title" must be; input "slug" too',
    );
  });
});
