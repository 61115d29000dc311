import { beforeAll, describe, expect, it } from "vitest";
import { AppError } from "#shared/app-error.ts";
import { buildContext, type ContextTask } from "#shared/generation/context/build-context.ts";
import { tokenRoom } from "#shared/generation/context/token-room.ts";
import { requireFits } from "#shared/generation/context/too-large.ts";
import type { PromptLibrary } from "#shared/patterns/prompt-library.ts";
import { previousAttempt, previousContent } from "../../support/context/previous-attempt.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";

let library: PromptLibrary;
beforeAll(async () => {
  library = await compileShippedLibrary();
});

const create: ContextTask = {
  kind: "create",
  request: "Convert CSV text with a header row to an array of objects",
  context: {},
};
const code = "const total = values.length + 1;\n";
const reference = (lines: number) => ({
  id: "r1",
  name: "Earlier",
  description: "An earlier node.",
  input_schema: { type: "object" },
  output_schema: { type: "object" },
  execution_code: code.repeat(lines),
});

const refusalOf = (run: () => unknown): AppError => {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
};

describe("the room in a model's window", () => {
  const ollama = { name: "ollama", model: "some-model" } as const;

  it("is the window less the reply, thinking included", () => {
    const claude = { name: "claude", model: "claude-sonnet-5-5" } as const;
    expect(tokenRoom(claude, { replyTokens: 8_192 })).toEqual({
      prompt: 1_000_000 - 8_192 - 16_384,
      reply: 8_192,
    });
  });

  it("is not known for a model that nobody knows", () => {
    expect(tokenRoom(ollama, { replyTokens: 8_192 })).toEqual({ prompt: undefined, reply: 8_192 });
  });

  it("is shared out where it is small", () => {
    const room = tokenRoom(ollama, { replyTokens: 8_192, window: 8_192 });
    expect(room).toEqual({ prompt: 4_096, reply: 4_096 });
  });
});

describe("a small window", () => {
  it.each([2_048, 3_072, 4_096, 6_144])("of %i prompt tokens is kept to", (window) => {
    const built = buildContext(create, { library, window, references: [reference(60)] });
    expect(built.report.totalTokens).toBeLessThanOrEqual(window);
    expect(built.prompt).toContain(create.request);
  });

  it("holds at least a part of the best pattern from 3,072 on", () => {
    const { patternIds } = buildContext(create, { library, window: 3_072 });
    expect(patternIds).toContain("csv-to-objects");
  });

  it("counts as the model counts", () => {
    const built = buildContext(create, { library, window: 4_096, tokenFactor: 1.5 });
    const plain = buildContext(create, { library, window: 4_096 });
    expect(built.report.totalTokens).toBeLessThanOrEqual(4_096);
    expect(built.report.tokenFactor).toBe(1.5);
    expect(built.prompt.length).toBeLessThan(plain.prompt.length);
  });

  it("shortens a repair before it gives up", () => {
    const violation = previousAttempt.violations[0];
    if (violation === undefined) throw new Error("no violation");
    const violations = Array.from({ length: 200 }, () => violation);
    const previous = { ...previousAttempt, violations };
    const task: ContextTask = { ...create, kind: "repair", previous };
    const built = buildContext(task, { library, window: 2_700 });
    expect(built.report.totalTokens).toBeLessThanOrEqual(2_700);
    expect(built.prompt).toContain(previousContent.execution_code);
    expect(built.prompt.match(/validates-inputs/g)).toHaveLength(5);
  });
});

describe("what does not fit at all", () => {
  const long = { ...create, request: "Names: ".padEnd(5_000, "Ada Grace ") };
  const context = {
    tests: [{ name: "mine", inputs: { text: "x y ".repeat(2_000) }, expected: {} }],
  };

  it("is refused, saying how much is allowed and what takes how much", () => {
    const error = refusalOf(() => buildContext({ ...long, context }, { library, window: 2_048 }));
    expect(error.code).toBe("payload_too_large");
    expect(error.message).toMatch(/leaves \d{3} tokens for the request/);
    expect(error.errors).toEqual([
      { path: "request", code: "too-large", message: expect.stringMatching(/about 1\d{3} tokens/) },
      {
        path: "context.tests",
        code: "too-large",
        message: expect.stringMatching(/about 4\d{3} tokens/),
      },
    ]);
  });

  it("names the node that is to be changed, and the last attempt", () => {
    const current = { ...previousContent, execution_code: code.repeat(500) };
    const previous = { ...previousAttempt, content: current };
    const task: ContextTask = { ...create, kind: "repair", current, previous };
    const error = refusalOf(() => buildContext(task, { library, window: 4_096 }));
    expect(error.errors?.map(({ path }) => path)).toEqual(["request", "node", "last attempt"]);
  });

  it("is refused when it is accepted, where the window is known then", () => {
    expect(() => requireFits(long, undefined)).not.toThrow();
    expect(() => requireFits(long, 8_192)).not.toThrow();
    const error = refusalOf(() => requireFits({ ...long, context }, 4_096));
    expect(error.code).toBe("payload_too_large");
    expect(error.errors?.map(({ path }) => path)).toEqual(["request", "context.tests"]);
  });
});

describe("parts", () => {
  it("shows schemas and the first lines of a reference that does not fit whole", () => {
    const references = [reference(10), { ...reference(900), id: "r2" }];
    const built = buildContext(create, { library, references });
    const section = built.report.sections.find(({ name }) => name === "references");
    expect(section).toMatchObject({ included: ["r1", "r2"], shortened: ["r2"], dropped: [] });
    expect(section?.tokens).toBeLessThanOrEqual(2_500);
    expect(built.prompt).toContain(`${code.repeat(12)}[cut]`);
  });

  it("shows what a pattern is and its pitfalls where its code does not fit", () => {
    const whole = buildContext(create, { library });
    const patterns = whole.report.sections.find(({ name }) => name === "patterns");
    const budget = whole.report.totalTokens - (patterns?.tokens ?? 0) + 150;
    const built = buildContext(create, { library, budget });
    const shown = built.report.sections.find(({ name }) => name === "patterns");
    expect(shown?.shortened).toContain("csv-to-objects");
    expect(built.prompt).toContain("## CSV to objects (compute)");
    expect(built.prompt).not.toContain("async function execute");
  });
});
