import MiniSearch from "minisearch";
import type { JsonSchema } from "#schemas/json.ts";
import type { Pattern, PromptLibrary } from "./prompt-library.ts";
import { type Conversion, conversionOf, termsOf } from "./request-terms.ts";

export interface IndexedPattern {
  readonly pattern: Pattern;
  /** What it is said to be for. */
  readonly core: ReadonlySet<string>;
  /** The core, and the words of its node. */
  readonly vocabulary: ReadonlySet<string>;
  /** The vocabulary, and the words of its modes. */
  readonly spoken: ReadonlySet<string>;
  readonly needs: readonly (readonly (readonly string[])[])[];
  readonly conversion: Conversion;
}

export interface PatternIndex {
  readonly patterns: ReadonlyMap<string, IndexedPattern>;
  /** The core words of all patterns. */
  readonly known: ReadonlySet<string>;
  readonly search: MiniSearch;
}

const indexPattern = (pattern: Pattern): IndexedPattern => {
  const { node, needs, when_to_use, always, modes } = pattern;
  const core = termsOf([pattern.name, ...pattern.tags, when_to_use].join("\n"));
  const details = [node.description, ...schemaTexts(node.input_schema)];
  const vocabulary = new Set([...core, ...termsOf(details.join("\n"))]);
  const phrases = [...always, ...modes.flatMap(({ words }) => words)];
  return {
    pattern,
    core: new Set(core),
    vocabulary,
    spoken: new Set([...vocabulary, ...termsOf(phrases.join("\n"))]),
    needs: needs.map((group) => group.map(termsOf)),
    conversion: conversionOf(when_to_use),
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
export const patternIndexOf = (library: PromptLibrary): PatternIndex => {
  const known = indexes.get(library);
  if (known !== undefined) return known;
  const built = buildIndex(library);
  indexes.set(library, built);
  return built;
};
