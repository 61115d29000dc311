import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parsePattern } from "./parse-pattern.ts";
import { PromptLibrary, type PromptTemplate, templateNames } from "./prompt-library.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const readTemplate = async (directory: string, name: string): Promise<[string, PromptTemplate]> => {
  const text = await readFile(join(directory, `${name}.liquid`), "utf8");
  return [name, { text, hash: sha256(text) }];
};

const readPatterns = async (directory: string) => {
  const names = (await readdir(directory)).filter((name) => name.endsWith(".md")).sort();
  return Promise.all(
    names.map(async (name) => parsePattern(name, await readFile(join(directory, name), "utf8"))),
  );
};

/**
 * Reads the prompt texts (`<version>/*.liquid`) and the pattern library (`patterns/*.md`) under
 * `directory` into plain data. Meant for the build: the worker reads the result as JSON, and so
 * needs neither YAML nor these files. Throws, naming the file, where one is missing or wrong.
 */
export const compilePrompts = async (directory: string, version = "v1"): Promise<PromptLibrary> => {
  const templates = await Promise.all(
    templateNames.map((name) => readTemplate(join(directory, version), name)),
  );
  const patterns = await readPatterns(join(directory, "patterns"));
  return PromptLibrary.parse({ version, templates: Object.fromEntries(templates), patterns });
};
