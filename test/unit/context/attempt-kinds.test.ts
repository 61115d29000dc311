import { beforeAll, describe, expect, it } from "vitest";
import { AttemptKind } from "#schemas/transcript.ts";
import { buildContext, type ContextTask } from "#shared/generation/context/build-context.ts";
import type { PromptLibrary } from "#shared/patterns/prompt-library.ts";
import { previousAttempt, previousContent } from "../../support/context/previous-attempt.ts";
import { readDataBlocks } from "../../support/context/read-data-blocks.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";

let library: PromptLibrary;
beforeAll(async () => {
  library = await compileShippedLibrary();
});

const request = "Add two numbers";
const { execution_code, ...metadata } = previousContent;
const reference = {
  id: "r1",
  name: "Earlier",
  description: "",
  input_schema: {},
  output_schema: {},
  execution_code,
};

const taskOf = (kind: AttemptKind): ContextTask => ({
  kind,
  request,
  context: {},
  ...(kind === "repair" && { previous: previousAttempt }),
  ...(kind === "refine" && { current: previousContent }),
  ...(kind === "code-only" && { metadata }),
});

const build = (task: ContextTask) => buildContext(task, { library, references: [reference] });
const blocksOf = (task: ContextTask) => readDataBlocks(build(task).prompt).blocks;
const labelsOf = (task: ContextTask) => blocksOf(task).map(({ label }) => label);

describe("every kind of attempt", () => {
  it.each(AttemptKind.options)("%s leaves no gap of empty lines outside of data", (kind) => {
    const { system, prompt } = build(taskOf(kind));
    expect(system).not.toMatch(/\n{4}/);
    expect(readDataBlocks(prompt).frame).not.toMatch(/\n{4}/);
  });

  it("has one of three fixed parts, by the format of its reply", () => {
    const systems = AttemptKind.options.map((kind) => build(taskOf(kind)).system);
    expect(new Set(systems).size).toBe(3);
    expect(build(taskOf("refine")).system).toBe(build(taskOf("create")).system);
    expect(build(taskOf("repair")).system).toBe(build(taskOf("create")).system);
  });

  it.each(["repair", "refine", "code-only"] as const)("%s needs what it is about", (kind) => {
    expect(() => build({ kind, request, context: {} })).toThrow(kind);
  });

  it("shows references to a first attempt at a whole node only, and where they are wanted", () => {
    const shows = (task: ContextTask) => build(task).referenceIds.length > 0;
    expect(AttemptKind.options.filter((kind) => shows(taskOf(kind)))).toEqual([
      "create",
      "refine",
      "strict-json",
    ]);
    expect(shows({ ...taskOf("strict-json"), previous: previousAttempt })).toBe(false);
    expect(shows({ ...taskOf("create"), context: { references: false } })).toBe(false);
  });
});

describe("a refinement", () => {
  it("quotes feedback and node, and asks for one sentence on the change", () => {
    const blocks = blocksOf(taskOf("refine"));
    expect(blocks.map(({ label }) => label)).toEqual([
      "reference",
      "feedback",
      "current metadata",
      "current code",
    ]);
    expect(blocks.at(-1)?.text).toBe(execution_code);
    const shown = JSON.parse(blocks[2]?.text ?? "");
    expect(shown).toMatchObject({ name: "Add", kind: "compute", tests: previousContent.tests });
    expect(shown).not.toHaveProperty("execution_code");
    expect(shown).not.toHaveProperty("provenance");
    const { prompt } = build(taskOf("refine"));
    expect(prompt).toContain("`change_description`");
    expect(prompt).toContain("Keep what the feedback does not change");
    expect(prompt).toContain("tests stay as they are, unless the feedback changes");
    expect(prompt).not.toContain("Write the node that does what this request asks for");
  });

  it("is repaired with the node it began from beside the last attempt", () => {
    const task = { ...taskOf("repair"), current: previousContent };
    expect(labelsOf(task)).toEqual([
      "feedback",
      "current metadata",
      "current code",
      "last metadata",
      "last code",
      "findings",
      "failed tests",
    ]);
  });
});

describe("strict JSON", () => {
  it("asks for one object with the code in it, and for no fence", () => {
    const { system } = build(taskOf("strict-json"));
    expect(system).toContain("exactly one JSON object");
    expect(system).toContain("`execution_code`, the last one");
    expect(system).not.toContain("two fenced blocks");
    expect(system).not.toContain("```");
  });

  it("is asked for a refinement too", () => {
    const { prompt } = build({ ...taskOf("strict-json"), current: previousContent });
    expect(prompt).toContain("`change_description`");
  });
});

describe("code only", () => {
  it("quotes what is settled and asks for the js block alone", () => {
    const { system, prompt } = build(taskOf("code-only"));
    expect(system).toContain("exactly one fenced ```js block");
    expect(system).not.toContain("`ui_config`: ");
    const settled = blocksOf(taskOf("code-only")).find(({ label }) => label.startsWith("settled"));
    expect(JSON.parse(settled?.text ?? "")).toMatchObject({ name: "Add", kind: "compute" });
    expect(prompt).toContain("Write the code for it");
    expect(prompt).not.toContain(execution_code);
  });

  it("takes a draft as it was read, too", () => {
    const draft = { name: "Add", kind: "reducer", input_schema: {}, execution_code };
    const text = blocksOf({ ...taskOf("code-only"), metadata: draft }).at(-1)?.text ?? "";
    expect(JSON.parse(text)).toEqual({ name: "Add", kind: "reducer", input_schema: {} });
  });

  it("does not ask to take tests over", () => {
    const context = { examples: [{ inputs: { a: 1 }, output: { sum: 1 } }] };
    const { prompt } = build({ ...taskOf("code-only"), context });
    expect(prompt).toContain("Each must hold exactly:");
  });
});
