import type { NodeKind } from "#schemas/node.ts";
import { type IndexedPattern, patternIndexOf } from "./pattern-index.ts";
import type { Pattern, PromptLibrary } from "./prompt-library.ts";
import {
  type Conversion,
  conversionOf,
  isSecretTerm,
  isTelling,
  parametersOf,
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
const otherConversionFactor = 0.4;

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

/** Whether a pattern turns other things into others than the request wants. */
const isOther = (own: Conversion, wanted: Conversion): boolean => {
  const targets = [...wanted.targets].filter(
    (format) => format !== "objects" || own.targets.size > 0,
  );
  // Everything can be given as an object, so that says nothing of where a request comes from.
  const sources = [...wanted.sources].filter((format) => format !== "objects");
  const lacksTarget = targets.length > 0 && !targets.some((format) => own.targets.has(format));
  const lacksSource =
    own.sources.size > 0 &&
    sources.length > 0 &&
    !sources.some((format) => own.sources.has(format));
  return lacksTarget || lacksSource;
};

const foreignTo = (indexed: IndexedPattern, terms: readonly string[]): string[] =>
  terms.filter((term) => isTelling(term) && !indexed.core.has(term));

const scoreOf = (
  indexed: IndexedPattern,
  request: RequestTerms,
  known: ReadonlySet<string>,
  rank: number,
): number => {
  const foreign = foreignTo(indexed, request.terms);
  const penalty = foreign.map((term) =>
    known.has(term) && !isSecretTerm(term) ? otherPatternFactor : foreignFactor,
  );
  const score =
    coverage(request, indexed.spoken) *
    (rank / (rank + middleRank)) *
    penalty.reduce((product, factor) => product * factor, 1) *
    missingNeedFactor ** misses(indexed, request.set) *
    (isOther(indexed.conversion, request.conversion) ? otherConversionFactor : 1);
  return Math.round(score * 1_000) / 1_000;
};

interface RequestTerms {
  readonly terms: readonly string[];
  readonly set: ReadonlySet<string>;
  readonly parameters: ReadonlySet<string>;
  readonly conversion: Conversion;
}

const readRequest = (request: string): RequestTerms => {
  const set = new Set(termsOf(request));
  return {
    terms: [...set],
    set,
    parameters: parametersOf(request),
    conversion: conversionOf(request),
  };
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
  const index = patternIndexOf(library);
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
