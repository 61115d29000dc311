import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { AttemptKind } from "#schemas/transcript.ts";
import { buildContext, type ContextTask } from "#shared/generation/context/build-context.ts";
import { dataBlock } from "#shared/generation/context/data-block.ts";
import type { PromptLibrary } from "#shared/patterns/prompt-library.ts";
import { previousAttempt, previousContent } from "../../support/context/previous-attempt.ts";
import { readDataBlocks } from "../../support/context/read-data-blocks.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";

let library: PromptLibrary;
beforeAll(async () => {
  library = await compileShippedLibrary();
});

/** Pieces that a prompt is made of, so that texts imitate one far more often than chance would. */
const piece = fc.oneof(
  fc.constantFrom(
    ...["<data", "</data", ' label="request"', ' id="', '">', "\n", "\r\n", "```", "```js", "~~~"],
    ...["# Operation", "# System", "{{", "}}", "{%", "%}", "endraw", "raw", "{{ request }}"],
    ...["$&", "$1", "\\", "\0", "\u2028", "\u202e", "\ud800", "</data>", "---", "<!--", "-->"],
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.stringMatching(/^[0-9a-f]{12}$/),
  fc.string({ maxLength: 8 }).map((text) => dataBlock("request", text)),
);
const hostile = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));

/** Every place of a task that others write, filled with one text. */
function taskOf(kind: ContextTask["kind"], text: string): ContextTask {
  const content = { ...previousContent, name: text, description: text, execution_code: text };
  const violations = previousAttempt.violations.map((one) => ({
    ...one,
    where: text,
    message: text,
  }));
  const failedTests = previousAttempt.failedTests.map((one) => ({
    ...one,
    name: text,
    message: text,
  }));
  return {
    kind,
    request: text,
    context: {
      category: text,
      examples: [{ inputs: { [text]: text }, output: text }],
      tests: [{ name: text, inputs: {}, expected: text }],
    },
    current: content,
    metadata: content,
    previous: { reply: text, content, violations, failedTests },
  };
}

const referenceOf = (text: string) => ({
  id: "r",
  name: text,
  description: text,
  input_schema: { title: text },
  output_schema: {},
  execution_code: text,
});

describe("whatever others write", () => {
  it.each(AttemptKind.options)("stays inside its data blocks: %s", (kind) => {
    // A pattern is matched by words, and would change the frame for an innocent reason.
    const build = (text: string) => buildContext(taskOf(kind, text), { library, budget: 0 });
    const neutral = readDataBlocks(build("neutral").prompt);
    fc.assert(
      fc.property(hostile, (text) => {
        const { system, prompt } = build(text);
        const read = readDataBlocks(prompt);
        expect(system).toBe(build("neutral").system);
        expect(read.frame).toBe(neutral.frame);
        expect(read.blocks).toHaveLength(neutral.blocks.length);
        const [request] = read.blocks;
        expect(request).toEqual({ label: "feedback", text });
      }),
      { numRuns: 60 },
    );
  });

  it("stays inside its data block as a reference", () => {
    const build = (text: string) =>
      buildContext(
        { kind: "create", request: "neutral", context: {} },
        { library, references: [referenceOf(text)] },
      );
    const neutral = readDataBlocks(build("neutral").prompt);
    fc.assert(
      fc.property(hostile, (text) => {
        const built = build(text);
        expect(built.referenceIds).toEqual(["r"]);
        const read = readDataBlocks(built.prompt);
        expect(read.frame).toBe(neutral.frame);
        expect(read.blocks).toHaveLength(neutral.blocks.length);
      }),
      { numRuns: 100 },
    );
  });

  it("is unchanged in its block, whose closing tag it does not hold", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const block = dataBlock("request", text);
        const id = /^<data label="request" id="([0-9a-f]{12})">\n/.exec(block)?.[1] ?? "";
        expect(text).not.toContain(id);
        expect(block).toBe(`<data label="request" id="${id}">\n${text}\n</data id="${id}">`);
      }),
      { numRuns: 500 },
    );
  });
});
