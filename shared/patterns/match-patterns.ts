import MiniSearch from "minisearch";
import type { JsonSchema } from "#schemas/json.ts";
import type { NodeKind } from "#schemas/node.ts";
import type { Pattern, PromptLibrary } from "./prompt-library.ts";
import {
  isTelling,
  parametersOf,
  targetsOf,
  termsOf,
  termWeight,
  unknownTermWeight,
} from "./request-terms.ts";

export interface PatternMatch {
  readonly pattern: Pattern;
  /** From 0 to 1, with three decimals. */
  readonly score: number;
  /** Telling words of the request that the pattern does not know: it can be a part at best. */
  readonly foreign: readonly string[];
}

export interface MatchOptions {
  /** Only patterns of these kinds; all if absent. */
  readonly kinds?: readonly NodeKind[];
  readonly limit?: number;
  readonly leastScore?: number;
}

/** Below this a pattern does not answer the request. Set on the first half of the labelled requests. */
export const matchThreshold = 0.3;

const mostMatches = 5;

/** Half of the full score is reached at this rank of BM25. */
const middleRank = 2;
const foreignFactor = 0.4;
/** For what another pattern does: the request then asks for both. */
const otherPatternFactor = 0.7;
const missingNeedFactor = 0.3;
const wrongTargetFactor = 0.4;

interface IndexedPattern {
  readonly pattern: Pattern;
  /** What it is said to be for. */
  readonly core: ReadonlySet<string>;
  /** The core, and the words of its node. */
  readonly vocabulary: ReadonlySet<string>;
  readonly needs: readonly (readonly (readonly string[])[])[];
  readonly targets: ReadonlySet<string>;
}

interface PatternIndex {
  readonly patterns: ReadonlyMap<string, IndexedPattern>;
  /** The core words of all patterns. */
  readonly known: ReadonlySet<string>;
  readonly search: MiniSearch;
}

const indexPattern = (pattern: Pattern): IndexedPattern => {
  const { node, needs, when_to_use } = pattern;
  const core = termsOf([pattern.name, ...pattern.tags, when_to_use].join("\n"));
  const details = [node.description, ...schemaTexts(node.input_schema)];
  return {
    pattern,
    core: new Set(core),
    vocabulary: new Set([...core, ...termsOf(details.join("\n"))]),
    needs: needs.map((group) => group.map(termsOf)),
    targets: targetsOf(when_to_use),
  };
};

const schemaTexts = (schema: JsonSchema): string[] => {
  const { properties } = schema;
  if (properties === null || typeof properties !== "object" || Array.isArray(properties)) return [];
  return Object.entries(properties).flatMap(([name, property]) => {
    const described = property !== null && typeof property === "object" && !Array.isArray(property);
    const text = described ? property.description : undefined;
    return typeof text === "string" ? [name, text] : [name];
  });
};

const buildIndex = (library: PromptLibrary): PatternIndex => {
  const search = new MiniSearch({
    fields: ["name", "tags", "when_to_use"],
    tokenize: termsOf,
    processTerm: (term) => term,
    searchOptions: { boost: { name: 2, tags: 1.5 }, tokenize: (terms) => terms.split(" ") },
  });
  search.addAll(
    library.patterns.map(({ id, name, tags, when_to_use }) => ({
      id,
      name,
      tags: tags.join(" "),
      when_to_use,
    })),
  );
  const patterns = library.patterns.map((pattern) => [pattern.id, indexPattern(pattern)] as const);
  const known = new Set(patterns.flatMap(([, { core }]) => [...core]));
  return { patterns: new Map(patterns), known, search };
};

const indexes = new WeakMap<PromptLibrary, PatternIndex>();

/** Built once for a library and kept as long as it is. */
const indexOf = (library: PromptLibrary): PatternIndex => {
  const known = indexes.get(library);
  if (known !== undefined) return known;
  const built = buildIndex(library);
  indexes.set(library, built);
  return built;
};

/** The share of what the request says that the pattern knows of. */
const coverage = ({ terms, parameters }: RequestTerms, vocabulary: ReadonlySet<string>): number => {
  let known = 0;
  let unknown = 0;
  for (const term of terms) {
    if (vocabulary.has(term)) known += termWeight(term);
    else if (!parameters.has(term) || isTelling(term)) unknown += unknownTermWeight(term);
  }
  return known === 0 ? 0 : known / (known + unknown);
};

const misses = (indexed: IndexedPattern, terms: ReadonlySet<string>): number =>
  indexed.needs.filter((group) => !group.some((need) => need.every((term) => terms.has(term))))
    .length;

const missesTarget = (indexed: IndexedPattern, wanted: ReadonlySet<string>): boolean =>
  wanted.size > 0 &&
  !(wanted.has("objects") && indexed.targets.size === 0) &&
  ![...wanted].some((target) => indexed.targets.has(target));

const foreignTo = (indexed: IndexedPattern, terms: readonly string[]): string[] =>
  terms.filter((term) => isTelling(term) && !indexed.core.has(term));

const scoreOf = (
  indexed: IndexedPattern,
  request: RequestTerms,
  known: ReadonlySet<string>,
  rank: number,
): number => {
  const foreign = foreignTo(indexed, request.terms);
  const penalty = foreign.map((term) => (known.has(term) ? otherPatternFactor : foreignFactor));
  const score =
    coverage(request, indexed.vocabulary) *
    (rank / (rank + middleRank)) *
    penalty.reduce((product, factor) => product * factor, 1) *
    missingNeedFactor ** misses(indexed, request.set) *
    (missesTarget(indexed, request.targets) ? wrongTargetFactor : 1);
  return Math.round(score * 1_000) / 1_000;
};

interface RequestTerms {
  readonly terms: readonly string[];
  readonly set: ReadonlySet<string>;
  readonly parameters: ReadonlySet<string>;
  readonly targets: ReadonlySet<string>;
}

const readRequest = (request: string): RequestTerms => {
  const set = new Set(termsOf(request));
  return { terms: [...set], set, parameters: parametersOf(request), targets: targetsOf(request) };
};

/**
 * Ranks the patterns of a library for a request: BM25 over names, tags and uses, weighed by how much
 * of the request the pattern covers. Best first, at most `limit` (5) that reach `leastScore` (the
 * threshold). The same library and request always give the same answer.
 */
export const matchPatterns = (
  library: PromptLibrary,
  request: string,
  options: MatchOptions = {},
): PatternMatch[] => {
  const { kinds, limit = mostMatches, leastScore = matchThreshold } = options;
  const index = indexOf(library);
  const read = readRequest(request);
  const matches: PatternMatch[] = [];
  for (const { id, score: rank } of index.search.search(read.terms.join(" "))) {
    const indexed = index.patterns.get(String(id));
    if (indexed === undefined) continue;
    if (kinds !== undefined && !indexed.pattern.kinds.some((kind) => kinds.includes(kind)))
      continue;
    const score = scoreOf(indexed, read, index.known, rank);
    const foreign = foreignTo(indexed, read.terms);
    if (score >= leastScore) matches.push({ pattern: indexed.pattern, score, foreign });
  }
  return matches
    .sort((a, b) => b.score - a.score || (a.pattern.id < b.pattern.id ? -1 : 1))
    .slice(0, limit);
};
