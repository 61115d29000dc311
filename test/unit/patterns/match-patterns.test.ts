import { beforeAll, describe, expect, it } from "vitest";
import { matchPatterns, matchThreshold } from "#shared/patterns/match-patterns.ts";
import type { PromptLibrary } from "#shared/patterns/prompt-library.ts";
import {
  type LabelledRequest,
  secondHalfRequests,
  tuningRequests,
} from "../../support/patterns/labelled-requests.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";

let library: PromptLibrary;
beforeAll(async () => {
  library = await compileShippedLibrary();
});

interface HitRates {
  readonly inTopFive: number;
  readonly first: number;
  readonly refused: number;
  readonly misses: readonly string[];
}

const measure = (requests: readonly LabelledRequest[]): HitRates => {
  const fitting = requests.filter((labelled) => labelled.expected !== null);
  const others = requests.filter((labelled) => labelled.expected === null);
  const idsOf = ({ request }: LabelledRequest) =>
    matchPatterns(library, request).map((match) => match.pattern.id);
  const hits = fitting.filter((labelled) => idsOf(labelled).some((id) => id === labelled.expected));
  const firsts = fitting.filter((labelled) => idsOf(labelled)[0] === labelled.expected);
  const refusals = others.filter((labelled) => idsOf(labelled).length === 0);
  const right = new Set([...hits, ...refusals]);
  return {
    inTopFive: hits.length / fitting.length,
    first: firsts.length / fitting.length,
    refused: refusals.length / others.length,
    misses: requests.filter((labelled) => !right.has(labelled)).map(({ request }) => request),
  };
};

const percent = (share: number): string => `${Math.round(share * 1_000) / 10} %`;

describe("matchPatterns", () => {
  it("holds on every request of the half it was tuned on", () => {
    expect(measure(tuningRequests)).toEqual({ inTopFive: 1, first: 1, refused: 1, misses: [] });
  });

  it("holds on the second half, which rules have since been looked at with too", () => {
    const { inTopFive, first, refused, misses } = measure(secondHalfRequests);
    console.log(
      `patterns, second half of ${secondHalfRequests.length}: in the top 5 ${percent(inTopFive)}, ` +
        `first ${percent(first)}, refused where none fits ${percent(refused)}` +
        (misses.length === 0 ? "" : `; missed: ${misses.join(" | ")}`),
    );
    expect(inTopFive).toBeGreaterThanOrEqual(0.9);
    expect(refused).toBeGreaterThanOrEqual(0.9);
  });

  it("gives the same answer each time, best first, with scores from 0 to 1", () => {
    const request = "Convert a JSON array of objects to CSV";
    const matches = matchPatterns(library, request, { leastScore: 0 });
    const scores = matches.map((match) => match.score);
    expect(matchPatterns(library, request, { leastScore: 0 })).toEqual(matches);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(Math.min(...scores)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...scores)).toBeLessThanOrEqual(1);
  });

  it("minds the direction of a conversion", () => {
    const firstOf = (request: string) => matchPatterns(library, request)[0]?.pattern.id;
    expect(firstOf("Convert a JSON array to CSV")).toBe("objects-to-csv");
    expect(firstOf("Convert CSV to a JSON array")).toBe("csv-to-objects");
  });

  it("keeps to the kinds asked for, the limit and the least score", () => {
    const request = "Sort tasks of a dependency graph in an order that works";
    const kinds = matchPatterns(library, request, { kinds: ["orchestrator"], leastScore: 0 });
    expect(kinds.map((match) => match.pattern.id)).toEqual(["topological-order"]);
    expect(matchPatterns(library, request, { leastScore: 0, limit: 2 })).toHaveLength(2);
    for (const match of matchPatterns(library, request)) {
      expect(match.score).toBeGreaterThanOrEqual(matchThreshold);
    }
  });

  it.each([
    "",
    "   ",
    "the of and",
    "🙂🙂🙂",
    "请把文本翻译成英文",
    "{{ __proto__ }}",
    "constructor",
  ])("finds nothing in %j", (request) => {
    expect(matchPatterns(library, request)).toEqual([]);
  });
});
