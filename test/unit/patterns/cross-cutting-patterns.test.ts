import { beforeAll, describe, expect, it } from "vitest";
import { crossCuttingPatterns } from "#shared/patterns/cross-cutting-patterns.ts";
import { matchPatterns } from "#shared/patterns/match-patterns.ts";
import { phrasePattern } from "#shared/patterns/phrases.ts";
import type { PromptLibrary } from "#shared/patterns/prompt-library.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";

let library: PromptLibrary;
beforeAll(async () => {
  library = await compileShippedLibrary();
});

const besides = (request: string): string[] => {
  const matched = matchPatterns(library, request).map(({ pattern }) => pattern);
  return crossCuttingPatterns(library, request, matched).map(({ id }) => id);
};

describe("crossCuttingPatterns", () => {
  it.each<[request: string, ids: string[]]>([
    [
      "Create an order in our shop's API and validate the payload",
      ["validate-object", "http-get-json"],
    ],
    [
      "Book a room over the hotel's API and notify the guest",
      ["http-post-idempotent", "http-get-json"],
    ],
    ["Export every contact of our CRM over its REST API", ["http-get-pages", "http-get-json"]],
  ])("adds to an effect what it speaks of: %s", (request, ids) => {
    expect(besides(request).toSorted()).toEqual(ids.toSorted());
  });

  it.each([
    "Sort all orders by date",
    "Validate an IBAN",
    "Verify the HMAC signature of an incoming webhook",
    "Convert CSV to JSON and send nothing",
    "Write me a poem about every sea",
    "",
  ])("adds nothing to what is no effect: %s", (request) => {
    expect(besides(request)).toEqual([]);
  });

  it("adds none that is matched already, and two at most", () => {
    const request = "Call a REST API with GET, validate the payload, send and collect every page";
    const all = library.patterns.filter(({ beside }) => beside.length > 0);
    const effects = all.filter(({ kinds }) => kinds.includes("effect"));
    expect(crossCuttingPatterns(library, request, effects).map(({ id }) => id)).toEqual([
      "validate-object",
    ]);
    expect(crossCuttingPatterns(library, request, [])).toHaveLength(2);
    expect(crossCuttingPatterns(library, request, all)).toEqual([]);
  });

  it("reads phrases that can be read", () => {
    for (const { id, beside } of library.patterns)
      for (const phrase of beside) expect(() => phrasePattern(phrase), id).not.toThrow();
  });
});
