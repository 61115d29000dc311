import { beforeAll, describe, expect, it } from "vitest";
import type { NodeKind } from "#schemas/node.ts";
import { buildContext, type ContextTask } from "#shared/generation/context/build-context.ts";
import { expectedKind } from "#shared/generation/context/expected-kind.ts";
import { crossCuttingPatterns } from "#shared/patterns/cross-cutting-patterns.ts";
import { matchPatterns } from "#shared/patterns/match-patterns.ts";
import type { PromptLibrary } from "#shared/patterns/prompt-library.ts";
import { previousContent } from "../../support/context/previous-attempt.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";

let library: PromptLibrary;
beforeAll(async () => {
  library = await compileShippedLibrary();
});

const kindOf = (request: string) => expectedKind(request, matchPatterns(library, request));

const requests: readonly (readonly [NodeKind, string])[] = [
  ["compute", "Convert CSV text with a header row to an array of objects"],
  ["compute", "Group the orders by customer and sum their amounts"],
  ["compute", "Parse a German date like 03.05.2026 into ISO"],
  ["compute", "Remove duplicates from a list of contacts"],
  ["effect", "Fetch the weather for a city from an API"],
  ["effect", "GET JSON from https://api.example.com/items and return the names"],
  ["effect", "Download all pages of an API that gives a cursor"],
  ["effect", "Post a message to a Slack webhook with a retry on 429"],
  ["reducer", "Keep track of how many events came so far"],
  ["reducer", "A running average of the temperatures, one value at a time"],
  ["reducer", "Accumulate the total between calls"],
  ["orchestrator", "Plan the order of tasks that depend on each other"],
  ["orchestrator", "Fan out a list of documents into steps that run in parallel"],
];

describe("expectedKind", () => {
  it.each(requests)("reads %s off %j", (kind, request) => {
    expect(kindOf(request)).toBe(kind);
  });

  it.each(["Make it nice", "日本の住所を整える", "Something with my invoices", "???"])(
    "says nothing of %j",
    (request) => {
      expect(kindOf(request)).toBeUndefined();
    },
  );

  it("stays quick on a request made to be slow", () => {
    const started = performance.now();
    expectedKind("call ".repeat(1_000), []);
    expectedKind(`keep ${"x ".repeat(2_400)}`, []);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe("guidance", () => {
  const build = (task: Partial<ContextTask>) =>
    buildContext({ kind: "create", request: "Make it nice", context: {}, ...task }, { library });

  it.each([
    ["compute", "an empty list or text"],
    ["effect", "time limit"],
    ["reducer", "`state: null`"],
    ["orchestrator", "carries out none of it"],
  ] as const)("of %s is its own", (kind, words) => {
    const request = requests.find(([expected]) => expected === kind)?.[1] ?? "";
    const { prompt, report } = build({ request });
    expect(prompt).toContain("# Guidance");
    expect(prompt).toContain(words);
    const section = report.sections.find(({ name }) => name === "guidance");
    expect(section?.tokens).toBeLessThan(300);
  });

  it.each(["beginner", "intermediate", "advanced"] as const)("fits a user who is %s", (level) => {
    const { prompt } = build({ context: { complexity: level } });
    const others = ["beginner", "intermediate", "advanced"].filter((other) => other !== level);
    const words = {
      beginner: "a beginner",
      intermediate: "knows the field",
      advanced: "experienced",
    };
    expect(prompt).toContain(words[level]);
    for (const other of others) expect(prompt).not.toContain(words[other as keyof typeof words]);
  });

  it("is left out where nothing is known, and never changes the fixed part", () => {
    const bare = build({});
    expect(bare.prompt).not.toContain("# Guidance");
    const effect = build({ request: "Fetch the weather for a city from an API" });
    expect(effect.system).toBe(bare.system);
  });

  it("goes by the node where there is one", () => {
    const { prompt } = build({
      kind: "refine",
      request: "Fetch the weather for a city from an API",
      current: previousContent,
    });
    expect(prompt).toContain("a `compute` node");
  });
});

describe("what effects have in common", () => {
  const build = (request: string) =>
    buildContext({ kind: "create", request, context: {} }, { library });

  it("is shown beside the patterns that were matched", () => {
    const request = "Send an order to an API with an idempotency key and retry on 503";
    const patterns = matchPatterns(library, request).map(({ pattern }) => pattern);
    const matched = patterns.map(({ id }) => id);
    const beside = crossCuttingPatterns(library, request, patterns).map(({ id }) => id);
    expect(beside.length).toBeGreaterThan(0);
    const shown = build(request).report.sections.find(({ name }) => name === "patterns");
    expect([...(shown?.included ?? []), ...(shown?.dropped ?? [])].sort()).toEqual(
      [...matched, ...beside].sort(),
    );
  });

  it("is left out of what is no effect", () => {
    const request = "Convert CSV text with a header row to an array of objects";
    const matched = matchPatterns(library, request).map(({ pattern }) => pattern.id);
    const shown = build(request).report.sections.find(({ name }) => name === "patterns");
    expect([...(shown?.included ?? []), ...(shown?.dropped ?? [])].sort()).toEqual(matched.sort());
  });
});
