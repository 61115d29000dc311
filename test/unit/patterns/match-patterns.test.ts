import { beforeAll, describe, expect, it } from "vitest";
import { matchPatterns, matchThreshold } from "#shared/patterns/match-patterns.ts";
import type { PromptLibrary } from "#shared/patterns/prompt-library.ts";
import type { LabelledRequest } from "../../support/patterns/labelled-request.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";
import { secondHalfRequests } from "../../support/patterns/second-half-requests.ts";
import { setApartRequests } from "../../support/patterns/set-apart-requests.ts";
import { tuningRequests } from "../../support/patterns/tuning-requests.ts";

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

const report = (name: string, requests: readonly LabelledRequest[]): HitRates => {
  const rates = measure(requests);
  const { inTopFive, first, refused, misses } = rates;
  console.log(
    `patterns, ${name} of ${requests.length}: in the top 5 ${percent(inTopFive)}, ` +
      `first ${percent(first)}, refused where none fits ${percent(refused)}` +
      (misses.length === 0 ? "" : `; missed: ${misses.join(" | ")}`),
  );
  return rates;
};

describe("matchPatterns", () => {
  it("holds on every request of the half it was tuned on", () => {
    expect(measure(tuningRequests)).toEqual({ inTopFive: 1, first: 1, refused: 1, misses: [] });
  });

  it("holds on the second half, which rules have since been looked at with too", () => {
    const { inTopFive, refused } = report("second half", secondHalfRequests);
    expect(inTopFive).toBeGreaterThanOrEqual(0.9);
    expect(refused).toBeGreaterThanOrEqual(0.9);
  });

  it("holds on the requests set apart, which nothing was tuned on", () => {
    const { inTopFive, refused } = report("set apart", setApartRequests);
    expect(inTopFive).toBeGreaterThanOrEqual(0.9);
    expect(refused).toBeGreaterThanOrEqual(0.8);
  });

  it("is measured on at least 60 requests for at least 40 patterns", () => {
    const fitting = [...tuningRequests, ...secondHalfRequests, ...setApartRequests].filter(
      ({ expected }) => expected !== null,
    );
    expect(fitting.length).toBeGreaterThanOrEqual(60);
    expect(new Set(fitting.map(({ expected }) => expected)).size).toBe(library.patterns.length);
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
