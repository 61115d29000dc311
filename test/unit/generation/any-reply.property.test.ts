import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NodeContent } from "#schemas/node.ts";
import type { RunReply } from "#schemas/sandbox.ts";
import { checkNode } from "#shared/checks/index.ts";
import type { StopReason } from "#shared/providers/provider.ts";
import type { Sandbox } from "#shared/proving/sandbox.ts";
import { generationFixture } from "../../support/generation/generation-fixture.ts";
import { scriptedProvider } from "../../support/generation/scripted-provider.ts";
import { twoPartReply } from "../../support/providers/two-part-reply.ts";

const stats = { cpu_ms: 0, wall_ms: 0, memory_bytes: 0, fetches: [], logs_dropped: 0 };

/** Ends runs at will: what is stored may not depend on the sandbox meaning well. */
const whimsical = (outcomes: readonly RunReply[]): Sandbox => {
  let at = 0;
  return {
    run: async ({ runs }) => ({
      replies: runs.map(() => outcomes[at++ % outcomes.length] as RunReply),
    }),
  };
};

const outcome: fc.Arbitrary<RunReply> = fc.constantFrom<RunReply>(
  { status: "success", output: { fahrenheit: 32 }, assertions: [], logs: [], stats },
  { status: "success", output: {}, logs: [], stats },
  { status: "error", error: { name: "Error", message: "a finite number" }, logs: [], stats },
  { status: "timeout", logs: [], stats },
  { status: "not_run", logs: [], stats },
);

const whole = twoPartReply();
const pieces = [
  "```json\n",
  "```js\n",
  "\n```\n",
  "~~~",
  "{",
  "}",
  '"',
  "<think>",
  "</think>",
  "<!doctype html>",
  '{"error": {"message": "no"}}',
  '{"name": 1, "input_schema": [], "output_schema": null}',
  '"__proto__": {"x": 1}',
  "async function execute(inputs, ctx) { return process.env; }",
  "async function execute(inputs) { for (;;) {} }",
  "I decline.",
  "\u0000\ud800\u202e",
  JSON.stringify({ type: "object", properties: { constructor: {}, "": { type: "any" } } }),
];

/** A good reply with a part of it taken out, doubled, or replaced by another. */
const spoilt = fc
  .tuple(fc.nat(whole.length), fc.nat(300), fc.constantFrom("", ...pieces))
  .map(([from, length, piece]) => whole.slice(0, from) + piece + whole.slice(from + length));

const hostile = fc
  .constantFrom(
    "return eval(inputs.celsius);",
    'return globalThis["pro" + "cess"];',
    "return {}.constructor.constructor('return process')();",
    "while (true) {}",
    "const ʟ = 1; return { fahrenheit: ʟ };",
  )
  .map((body) => twoPartReply({ code: `async function execute(inputs, ctx) { ${body} }` }));

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 12 })
    .map((all) => all.join("")),
  fc.json(),
  spoilt,
  hostile,
  fc.constant(whole),
);

const stop = fc.constantFrom<StopReason>(
  "complete",
  "complete",
  "max_tokens",
  "context_exceeded",
  "refusal",
  "content_filter",
  "interrupted",
  "other",
);

const replies = fc.array(fc.record({ text, stop }), { minLength: 1, maxLength: 3 });

describe("replies of any shape", () => {
  const fixture = generationFixture(whimsical([]));

  it("never crash a worker, nor store a node that was not checked", async () => {
    const stored: string[] = [];
    await fc.assert(
      fc.asyncProperty(
        replies,
        fc.array(outcome, { minLength: 1, maxLength: 6 }),
        fc.constantFrom("none" as const, "partial" as const, "template" as const),
        async (turns, outcomes, fallback) => {
          const message = await fixture.accept({
            request: "Convert degrees Celsius to Fahrenheit",
            context: { fallback },
          });
          const sandbox = whimsical(outcomes);
          const ended = await fixture.run(message, scriptedProvider(...turns), { sandbox });
          expect(["succeeded", "failed"]).toContain(ended);
          const job = await fixture.jobOf(message);
          const node = await fixture.nodeOf(message);
          expect(node !== undefined).toBe(ended === "succeeded");
          if (node === undefined) {
            expect(job.error?.detail).toBeTruthy();
            return;
          }
          stored.push(node.content.provenance?.strategy ?? "");
          expect(() => NodeContent.parse(node.content)).not.toThrow();
          const errors = checkNode(node.content).filter(({ severity }) => severity === "error");
          expect(errors).toEqual([]);
          expect(node.head.verification.status).not.toBe("failed");
        },
      ),
      { numRuns: 120, seed: 20_261_121 },
    );
    // Or the property would hold of nothing.
    expect(new Set(stored)).toContain("model");
    expect(new Set(stored)).toContain("template");
  });
});
