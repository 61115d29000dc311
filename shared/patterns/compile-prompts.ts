import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parsePattern } from "./parse-pattern.ts";
import { PromptLibrary, type PromptTemplate, templateNames } from "./prompt-library.ts";
import { CompiledPrompts } from "./prompt-versions.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const readTemplate = async (directory: string, name: string): Promise<[string, PromptTemplate]> => {
  const text = await readFile(join(directory, `${name}.liquid`), "utf8");
  return [name, { text, hash: sha256(text) }];
};

const readVersion = async (directory: string, version: string) => {
  const templates = await Promise.all(
    templateNames.map((name) => readTemplate(join(directory, version), name)),
  );
  return { version, templates: Object.fromEntries(templates) };
};

const readPatterns = async (directory: string) => {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".md")).sort();
  return Promise.all(
    names.map(async (name) => parsePattern(name, await readFile(join(directory, name), "utf8"))),
  );
};

/**
 * Reads one version of the prompt texts (`<version>/*.liquid`) and the pattern library
 * (`patterns/*.md`) under `directory` into plain data. Throws, naming the file, where one is missing
 * or wrong.
 */
export const compilePrompts = async (directory: string, version = "v1"): Promise<PromptLibrary> => {
  const patterns = await readPatterns(join(directory, "patterns"));
  return PromptLibrary.parse({ ...(await readVersion(directory, version)), patterns });
};

/**
 * Reads every version (`v<n>/`) and the patterns. Meant for the build: the worker reads the result
 * as JSON, and so needs neither YAML nor these files.
 */
export const compileVersions = async (directory: string): Promise<CompiledPrompts> => {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory() && /^v\d+$/.test(entry.name))
    .map(({ name }) => name)
    .sort();
  return CompiledPrompts.parse({
    versions: await Promise.all(names.map((name) => readVersion(directory, name))),
    patterns: await readPatterns(join(directory, "patterns")),
  });
};
