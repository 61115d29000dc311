import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as z from "zod";

/** A file of an asset that is not bundled code; `path` is relative to the build's folder. */
export interface ExtraFile {
  readonly path: string;
  readonly contents: Uint8Array;
}

const PreparedFile = z.object({ name: z.string(), contents: z.instanceof(Uint8Array) });

const EngineSources = z.object({
  filesBesideBundle: z.custom<() => Promise<unknown>>((value) => typeof value === "function"),
});

const PromptCompiler = z.object({
  compileVersions: z.custom<(directory: string) => Promise<unknown>>(
    (value) => typeof value === "function",
  ),
});

/** The engine of the sandbox, the files of the API's page, and the compiled prompts. */
export async function extraFiles(root: string): Promise<ExtraFile[]> {
  const swagger = ["swagger-ui.css", "swagger-ui-bundle.js"];
  return [
    ...(await engineFiles(root)),
    ...(await Promise.all(
      swagger.map((name) => copy(resolveFile(`swagger-ui-dist/${name}`), `get-docs-asset/${name}`)),
    )),
    { path: "worker/prompts.json", contents: await promptsAsJson(root) },
  ];
}

const { resolve: resolveFile } = createRequire(import.meta.url);

async function copy(from: string, path: string): Promise<ExtraFile> {
  return { path, contents: await readFile(from) };
}

async function engineFiles(root: string): Promise<ExtraFile[]> {
  const sources = await load(root, "functions/sandbox/engine-sources.ts");
  const { filesBesideBundle } = EngineSources.parse(sources);
  const files = z.array(PreparedFile).parse(await filesBesideBundle());
  return files.map(({ name, contents }) => ({ path: `sandbox/${name}`, contents }));
}

async function promptsAsJson(root: string): Promise<Uint8Array> {
  const compiler = await load(root, "shared/patterns/compile-prompts.ts");
  const { compileVersions } = PromptCompiler.parse(compiler);
  return new TextEncoder().encode(JSON.stringify(await compileVersions(join(root, "prompts"))));
}

/**
 * Loaded when building and not with this file, so that the stacks can be read without the code
 * they deploy.
 */
function load(root: string, file: string): Promise<unknown> {
  return import(pathToFileURL(join(root, file)).href);
}
