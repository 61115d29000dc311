import MiniSearch from "minisearch";
import type { NodeSummary } from "#schemas/node.ts";
import { termsOf, termWeight, unknownTermWeight } from "../../patterns/request-terms.ts";
import { wordTerms } from "./word-terms.ts";

/** Share of what a request says that a node must speak of to be like it. */
const leastCoverage = 0.5;

/** At least one word that says what is to be done or to what; "list" and "value" are in everything. */
const leastKnownWeight = 0.75;

/** Of a description the beginning tells what the node is. */
const mostDescription = 600;

interface ReadSummary {
  readonly summary: NodeSummary;
  readonly name: readonly string[];
  readonly tags: readonly string[];
  readonly description: readonly string[];
}

/**
 * The nodes that are like a request, best first: those whose words cover enough of it, ranked by
 * BM25 over name, tags and description. Coverage decides and not the rank, which grows with the
 * number of nodes there are; and so only the few that are near need an index.
 */
export function rankSummaries(
  summaries: readonly NodeSummary[],
  request: string,
  most: number,
): NodeSummary[] {
  const terms = [...new Set(termsOf(request))];
  const near = summaries.map(readSummary).filter((one) => covers(one, terms));
  const byId = new Map(near.map(({ summary }) => [summary.id, summary]));
  const ranked = indexOf(near).search(terms.join(" "));
  return ranked.flatMap(({ id }) => byId.get(id) ?? []).slice(0, most);
}

const readSummary = (summary: NodeSummary): ReadSummary => ({
  summary,
  name: wordTerms(summary.name),
  tags: wordTerms(summary.tags.join(" ")),
  description: wordTerms(summary.description.slice(0, mostDescription)),
});

function covers({ name, tags, description }: ReadSummary, terms: readonly string[]): boolean {
  const words = new Set([...name, ...tags, ...description]);
  let known = 0;
  let unknown = 0;
  for (const term of terms) {
    if (words.has(term)) known += termWeight(term);
    else unknown += unknownTermWeight(term);
  }
  return known >= leastKnownWeight && known / (known + unknown) >= leastCoverage;
}

function indexOf(read: readonly ReadSummary[]): MiniSearch {
  const search = new MiniSearch({
    fields: ["name", "tags", "description"],
    tokenize: (text) => text.split(" "),
    processTerm: (term) => term,
    searchOptions: { boost: { name: 2, tags: 1.5 } },
  });
  search.addAll(
    read.map(({ summary, name, tags, description }) => ({
      id: summary.id,
      name: name.join(" "),
      tags: tags.join(" "),
      description: description.join(" "),
    })),
  );
  return search;
}
