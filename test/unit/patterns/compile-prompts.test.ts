import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compilePrompts } from "#shared/patterns/compile-prompts.ts";
import { parsePromptLibrary, templateNames } from "#shared/patterns/prompt-library.ts";
import { compileShippedLibrary, promptsDirectory } from "../../support/patterns/library.ts";

describe("compilePrompts on the shipped prompts", () => {
  it("gives data that survives being written as JSON", async () => {
    const library = await compileShippedLibrary();
    expect(parsePromptLibrary(JSON.parse(JSON.stringify(library)))).toEqual(library);
  });

  it("reads every section and gives each text its own hash", async () => {
    const { templates } = await compileShippedLibrary();
    expect(Object.keys(templates).sort()).toEqual([...templateNames].sort());
    const hashes = Object.values(templates).map((template) => template.hash);
    expect(new Set(hashes).size).toBe(templateNames.length);
  });

  it("reads at least 42 patterns, in the order of their ids", async () => {
    const { patterns } = await compileShippedLibrary();
    const ids = patterns.map((pattern) => pattern.id);
    expect(ids.length).toBeGreaterThanOrEqual(42);
    expect(ids).toEqual([...ids].sort());
  });
});

describe("compilePrompts on a changed copy", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "prompts-"));
    await cp(promptsDirectory, directory, { recursive: true });
  });
  afterEach(() => rm(directory, { recursive: true }));

  it("changes the hash of a text that changed, and of no other", async () => {
    const before = await compilePrompts(directory);
    await writeFile(join(directory, "v1", "system.liquid"), "# System\n");
    const after = await compilePrompts(directory);
    expect(after.templates.system.hash).not.toBe(before.templates.system.hash);
    expect(after.templates.repair.hash).toBe(before.templates.repair.hash);
  });

  it("fails where a section is missing", async () => {
    await rm(join(directory, "v1", "repair.liquid"));
    await expect(compilePrompts(directory)).rejects.toThrow("repair.liquid");
  });

  it("fails for a version that does not exist", async () => {
    await expect(compilePrompts(directory, "v9")).rejects.toThrow("v9");
  });

  it("names the pattern that is wrong", async () => {
    await writeFile(join(directory, "patterns", "broken.md"), "no front matter here");
    await expect(compilePrompts(directory)).rejects.toThrow(
      "pattern broken.md: front matter is missing",
    );
  });
});

it("parsePromptLibrary refuses what is not a whole library", () => {
  expect(() => parsePromptLibrary({ version: "v1" })).toThrow();
});
