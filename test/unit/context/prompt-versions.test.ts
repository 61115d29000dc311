import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { settings } from "#schemas/settings.ts";
import { buildContext } from "#shared/generation/context/build-context.ts";
import { compileVersions } from "#shared/patterns/compile-prompts.ts";
import {
  type CompiledPrompts,
  choosePrompts,
  parseCompiledPrompts,
} from "#shared/patterns/prompt-versions.ts";
import { promptsDirectory } from "../../support/patterns/library.ts";

/** The shipped prompts beside a second and a tenth version of them. */
let compiled: CompiledPrompts;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "versions-"));
  await cp(promptsDirectory, directory, { recursive: true });
  for (const version of ["v2", "v10"]) {
    await cp(join(directory, "v1"), join(directory, version), { recursive: true });
    await writeFile(join(directory, version, "system.liquid"), `# System\n\nOf ${version}.\n`);
  }
  compiled = await compileVersions(directory);
});
afterAll(() => rm(directory, { recursive: true }));

const jobs = Array.from({ length: 2_000 }, (_, n) => `job-${n}`);
const shareOf = (version: string, weights: string): number => {
  const { libraryFor } = choosePrompts(compiled, weights);
  return jobs.filter((job) => libraryFor(job).version === version).length / jobs.length;
};

describe("versions of the prompts", () => {
  it("are all compiled, and survive being written as JSON", () => {
    expect(compiled.versions.map(({ version }) => version).sort()).toEqual(["v1", "v10", "v2"]);
    expect(parseCompiledPrompts(JSON.parse(JSON.stringify(compiled)))).toEqual(compiled);
  });

  it("serve by themselves where one is named, the newest where none is", () => {
    expect(choosePrompts(compiled, "").newest.version).toBe("v10");
    expect(shareOf("v10", "")).toBe(1);
    expect(shareOf("v1", "v1")).toBe(1);
    expect(shareOf("v2", " v2:5 , v1:0")).toBe(1);
  });

  it("share the jobs by weight", () => {
    expect(shareOf("v1", "v1:90,v2:10")).toBeGreaterThan(0.87);
    expect(shareOf("v1", "v1:90,v2:10")).toBeLessThan(0.93);
    expect(shareOf("v2", "v1:90,v2:10")).toBeGreaterThan(0.07);
    expect(shareOf("v10", "v1:90,v2:10")).toBe(0);
  });

  it("stay the same for a job, in every worker", () => {
    const one = choosePrompts(compiled, "v1:50,v2:50");
    const other = choosePrompts(structuredClone(compiled), "v1:50,v2:50");
    for (const job of jobs.slice(0, 50)) {
      expect(one.libraryFor(job)).toBe(one.libraryFor(job));
      expect(other.libraryFor(job).version).toBe(one.libraryFor(job).version);
    }
  });

  it("are recorded with the context they make", () => {
    const task = { kind: "create", request: "Slugify a title", context: {} } as const;
    const built = ["v1", "v2"].map((weights) =>
      buildContext(task, { library: choosePrompts(compiled, weights).libraryFor("a") }),
    );
    expect(built.map(({ promptVersion }) => promptVersion)).toEqual(["v1", "v2"]);
    expect(built[1]?.system).toContain("Of v2.");
    expect(built[1]?.promptHash).not.toBe(built[0]?.promptHash);
  });
});

describe("weights that cannot be used", () => {
  it.each([
    ["v9", "there is no prompt version v9"],
    ["v1:90,v9:10", "there is no prompt version v9"],
    ["v1:90;v2:10", "is not a version with a weight"],
    ["v1:-1", "is not a version with a weight"],
    ["v1:1.5", "is not a version with a weight"],
    ["newest", '"newest" is not a version with a weight'],
    ["v1,,v2", '"" is not a version with a weight'],
    ["v1:1,v1:2", "a version is named twice"],
    ["v1:0", "every weight is 0"],
  ])("%s: %s, and the versions there are", (weights, words) => {
    expect(() => choosePrompts(compiled, weights)).toThrow(words);
    expect(() => choosePrompts(compiled, weights)).toThrow("there are: v10, v2, v1.");
  });

  it.each(["v1:90;v2:10", "newest", "v1:x"])("are refused as a setting: %s", (weights) => {
    expect(settings.PROMPT_WEIGHTS.schema.safeParse(weights).success).toBe(false);
  });

  it.each(["", "v1", "v1:90,v2:10"])("are accepted as a setting: %s", (weights) => {
    expect(settings.PROMPT_WEIGHTS.schema.parse(weights)).toBe(weights);
  });
});
