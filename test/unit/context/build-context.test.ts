import { beforeAll, describe, expect, it } from "vitest";
import type { GenerationContext } from "#schemas/generation.ts";
import { Capabilities, mostCodeBytes } from "#schemas/node.ts";
import { requestLimits } from "#schemas/sandbox.ts";
import { buildContext, type Reference } from "#shared/generation/context/build-context.ts";
import type { PromptLibrary } from "#shared/patterns/prompt-library.ts";
import { limitsOf, mostInputBytes } from "#shared/proving/limits-of.ts";
import { previousAttempt } from "../../support/context/previous-attempt.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";

let library: PromptLibrary;
beforeAll(async () => {
  library = await compileShippedLibrary();
});

const request = "Convert CSV text with a header row to an array of objects";
const create = { kind: "create", request, context: {} } as const;

const reference = (id: string, lines: number): Reference => ({
  id,
  name: `Node ${id}`,
  description: "An earlier node.",
  input_schema: { type: "object", properties: {} },
  output_schema: { type: "object", properties: {} },
  execution_code: "const total = values.length + 1;\n".repeat(lines),
});

const sectionsOf = (built: ReturnType<typeof buildContext>) =>
  built.report.sections.map((section) => section.name);

describe("buildContext", () => {
  it("has its sections in order, the fixed ones in the system part", () => {
    const built = buildContext(create, { library, references: [reference("r1", 5)] });
    expect(sectionsOf(built)).toEqual([
      "system",
      "instructions",
      "constraints",
      "guidance",
      "patterns",
      "references",
      "operation",
    ]);
    expect(built.system.match(/^# .*/gm)).toEqual(["# System", "# Instructions", "# Constraints"]);
    expect(built.prompt.match(/^# .*/gm)).toEqual([
      "# Guidance",
      "# Patterns",
      "# References",
      "# Operation",
    ]);
  });

  it("keeps the fixed sections the same for every request, and near their sizes", () => {
    const built = buildContext(create, { library });
    const other = buildContext({ ...create, request: "Slugify a title" }, { library });
    expect(other.system).toBe(built.system);
    const sizes = built.report.sections.slice(0, 3).map(({ tokens }) => tokens);
    expect(sizes[0]).toBeLessThan(700);
    expect(sizes[1]).toBeLessThan(350);
    expect(sizes[2]).toBeLessThan(700);
  });

  it("states the limits that hold", () => {
    const { system } = buildContext(create, { library });
    const { cpuMs, outputBytes } = limitsOf(Capabilities.parse({}));
    const { most, milliseconds, replyBytes } = requestLimits;
    expect(system).toContain(
      `code ${mostCodeBytes >> 10} KB, inputs ${mostInputBytes >> 10} KB, ` +
        `output ${outputBytes >> 10} KB, ${cpuMs} ms of CPU, \`timeout_ms\` from 100 to 20000, ` +
        `\`memory_mb\` from 16 to 128, ${most} calls of \`ctx.fetch\`, ` +
        `each answered within ${milliseconds / 1_000} s and ${replyBytes >> 20} MB`,
    );
  });

  it("is the same for the same task, with another hash for another", () => {
    const built = buildContext(create, { library });
    expect(buildContext(create, { library })).toEqual(built);
    expect(built.promptVersion).toBe("v1");
    expect(built.promptHash).toMatch(/^[0-9a-f]{64}$/);
    const other = buildContext({ ...create, request: `${request}!` }, { library });
    expect(other.promptHash).not.toBe(built.promptHash);
  });

  it("shows the best pattern first, within its share, and says which were taken", () => {
    const built = buildContext(create, { library });
    const patterns = built.report.sections.find(({ name }) => name === "patterns");
    expect(built.patternIds[0]).toBe("csv-to-objects");
    expect(patterns?.included).toEqual(built.patternIds);
    expect(patterns?.tokens).toBeLessThanOrEqual(2_000);
    expect(built.prompt).toContain("## CSV to objects (compute)");
  });

  it("says so where no pattern is near", () => {
    const built = buildContext({ ...create, request: "Convert XML to YAML" }, { library });
    expect(built.patternIds).toEqual([]);
    expect(built.prompt).toContain("No stored pattern");
  });

  it("carries complexity, category, examples and tests of the caller", () => {
    const context: GenerationContext = {
      category: "Imports",
      complexity: "advanced",
      examples: [{ inputs: { text: "a\n1" }, output: { rows: [{ a: "1" }] } }],
      tests: [{ name: "mine", inputs: { text: "" }, expected: { rows: [] } }],
    };
    const { prompt } = buildContext({ ...create, context }, { library });
    expect(prompt).toContain("Imports");
    expect(prompt).toContain("experienced");
    expect(prompt).toContain('{"inputs":{"text":"a\\n1"},"output":{"rows":[{"a":"1"}]}}');
    expect(prompt).toContain('{"name":"mine"');
  });
});

describe("buildContext over the budget", () => {
  const references = [reference("r1", 60), reference("r2", 60), reference("r3", 60)];

  it("takes at most three references, whole ones", () => {
    const built = buildContext(create, {
      library,
      references: [...references, reference("r4", 1)],
    });
    expect(built.referenceIds).toEqual(["r1", "r2", "r3"]);
    const section = built.report.sections.find(({ name }) => name === "references");
    expect(section?.dropped).toEqual(["r4"]);
  });

  it("leaves out references first, then patterns, never the rest", () => {
    const full = buildContext(create, { library, references });
    const tokensOf = (name: string) =>
      full.report.sections.find((section) => section.name === name)?.tokens ?? 0;
    const kept = ["system", "instructions", "constraints", "guidance", "patterns"];
    const budget = kept.reduce((sum, name) => sum + tokensOf(name), 40);

    const noReferences = buildContext(create, {
      library,
      references,
      budget,
    });
    expect(noReferences.patternIds).toEqual(full.patternIds);
    expect(noReferences.referenceIds).toEqual([]);

    const nothing = buildContext(create, { library, references, budget: 10 });
    expect(nothing.patternIds).toEqual([]);
    expect(nothing.system).toBe(full.system);
    expect(nothing.prompt).toContain(request);
    const patterns = nothing.report.sections.find(({ name }) => name === "patterns");
    expect(patterns?.dropped).toContain("csv-to-objects");
  });

  it("does not count the request against the budget", () => {
    const long = { ...create, request: `${request}. ${"It holds many names. ".repeat(200)}` };
    const built = buildContext(long, { library, references: [reference("r1", 5)] });
    expect(built.referenceIds).toEqual(["r1"]);
    expect(built.report.totalTokens).toBe(
      built.report.sections.reduce((sum, { tokens }) => sum + tokens, 0),
    );
  });
});

describe("buildContext without references", () => {
  it("says nothing of them where none were looked up", () => {
    const built = buildContext(create, { library });
    expect(sectionsOf(built)).not.toContain("references");
    expect(built.prompt).not.toMatch(/references|earlier/i);
  });

  it("says nothing of those that do not fit, but reports them", () => {
    const built = buildContext(create, { library, references: [reference("r1", 5)], budget: 10 });
    expect(built.prompt).not.toMatch(/references|earlier/i);
    expect(built.report.sections).toContainEqual({
      name: "references",
      tokens: 0,
      included: [],
      dropped: ["r1"],
    });
  });
});

describe("buildContext for a repair", () => {
  const repair = { kind: "repair", request, context: {}, previous: previousAttempt } as const;

  it("carries code, findings and failed tests, and no references", () => {
    const built = buildContext(repair, { library, references: [reference("r1", 5)] });
    expect(sectionsOf(built)).toEqual([
      "system",
      "instructions",
      "constraints",
      "guidance",
      "patterns",
      "operation",
      "repair",
    ]);
    expect(built.referenceIds).toEqual([]);
    expect(built.prompt).toContain("return { sum: inputs.a - inputs.b };");
    expect(built.prompt).toContain(
      "error validates-inputs at line 2:3: The input a is used before it is checked (throw an Error that names it)",
    );
    expect(built.prompt).toContain(
      'test: adds\ninputs: {"a":1,"b":2}\nexpected: {"sum":3}\nactual: {"sum":-1}\nmessage: sum differs',
    );
    expect(built.prompt).toContain('expected: ["out.sum > 0"]\nactual: {"sum":-4}');
    expect(built.prompt).toContain("nothing thrown, line 2");
    expect(built.prompt).not.toContain("provenance");
  });

  it("shows the reply where no node could be read from it", () => {
    const previous = { ...previousAttempt, content: undefined, failedTests: [], reply: "I think…" };
    const { prompt } = buildContext({ ...repair, previous }, { library });
    expect(prompt).toContain("No node could be read from it");
    expect(prompt).toContain("I think…");
    expect(prompt).not.toContain("Tests that failed");
  });

  it("cuts long values of failed tests", () => {
    const failedTests = [
      { name: "x", outcome: "failed" as const, duration_ms: 1, actual: "y".repeat(9_000) },
    ];
    const previous = { ...previousAttempt, failedTests };
    const { prompt } = buildContext({ ...repair, previous }, { library });
    expect(prompt).toContain("y [cut]");
    expect(prompt).not.toContain("y".repeat(2_001));
  });
});
