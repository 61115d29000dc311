import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parsePattern } from "#shared/patterns/parse-pattern.ts";
import { promptsDirectory } from "../../support/patterns/library.ts";

describe("parsePattern", () => {
  let source: string;
  beforeAll(async () => {
    source = await readFile(join(promptsDirectory, "patterns", "slugify-text.md"), "utf8");
  });
  const parse = (text: string) => parsePattern("slugify-text.md", text);

  it("reads head, description, node and code", () => {
    const pattern = parse(source);
    expect(pattern.id).toBe("slugify-text");
    expect(pattern.description).toMatch(/^Spells out letters/);
    expect(pattern.node.kind).toBe("compute");
    expect(pattern.code).toMatch(/^const spelledOut/);
    expect(pattern.code).toContain("async function execute(inputs, ctx)");
  });

  it("reads files with Windows line endings alike", () => {
    expect(parse(source.replaceAll("\n", "\r\n"))).toEqual(parse(source));
  });

  it.each([
    [
      "an id that is not the file's",
      (text: string) => text.replace("id: slug", "id: x-slug"),
      "id",
    ],
    ["a kind it does not name", (text: string) => text.replace("[compute]", "[effect]"), "kind"],
    [
      "no js block",
      (text: string) => text.replace("```js\n", "```ts\n"),
      "exactly one ```js block",
    ],
    ["two json blocks", (text: string) => text.replace("```js\n", "```json\n"), "```json block"],
    ["an open fence", (text: string) => text.replace(/```\n$/, ""), "never closed"],
    ["JSON that does not parse", (text: string) => text.replace('"name":', "name:"), "JSON"],
    [
      "a need that says nothing",
      (text: string) => text.replace("- [slug,", "- [where, slug,"),
      "where",
    ],
    ["an unknown key", (text: string) => text.replace("pitfalls:", "traps:"), "traps"],
    [
      "no front matter that is a map",
      (text: string) => text.replace(/^---.*?---/s, "---\n7\n---"),
      "id",
    ],
  ])("fails on %s, naming the file", (_what, change, word) => {
    const changed = change(source);
    expect(changed).not.toBe(source);
    expect(() => parse(changed)).toThrow("pattern slugify-text.md");
    expect(() => parse(changed)).toThrow(word);
  });
});
