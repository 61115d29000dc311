import { type AnyNode, parse } from "acorn";
import { fullAncestor } from "acorn-walk";
import { type MutableNode, type Mutation, type MutationKind, mutationsOf } from "./mutations-of.ts";

/** Code with one small fault, as a test should find it. */
export interface Mutant {
  readonly code: string;
  readonly line: number;
  readonly what: string;
}

/**
 * At most `most` mutants of a node's code, the same ones each time: the kinds of change in turn,
 * and of each kind spread over the whole code.
 */
export function makeMutants(code: string, most: number): Mutant[] {
  const all = nodesOf(code).flatMap((node) => mutationsOf(node, code));
  return chosenFrom(all, most).map((mutation) => ({
    code: code.slice(0, mutation.start) + mutation.text + code.slice(mutation.end),
    line: mutation.line,
    what: mutation.what,
  }));
}

/**
 * Every node with the way down to it; none where the code does not parse. Who declares a name does
 * not matter here, and what finds that out would be a large part of a function that only verifies.
 */
function nodesOf(code: string): MutableNode[] {
  const nodes: MutableNode[] = [];
  try {
    const program = parse(code, { ecmaVersion: "latest", locations: true });
    fullAncestor(program, (node, _state, ancestors) => {
      // The walker's types name only the base of what the parser made.
      const path = ancestors as AnyNode[];
      nodes.push({ node: node as AnyNode, ancestors: path.slice(0, -1) });
    });
    return nodes;
  } catch {
    return [];
  }
}

function chosenFrom(all: readonly Mutation[], most: number): Mutation[] {
  const byKind = Map.groupBy(
    all.toSorted((a, b) => a.start - b.start || a.end - b.end),
    ({ kind }): MutationKind => kind,
  );
  const queues = [...byKind.values()].map(spread);
  const chosen: Mutation[] = [];
  for (let round = 0; chosen.length < Math.min(most, all.length); round += 1) {
    chosen.push(...queues.flatMap((queue) => queue.slice(round, round + 1)));
  }
  return chosen.slice(0, most);
}

/** First, last, middle, and so on into the halves: any beginning of it covers the whole evenly. */
function spread<Item>(items: readonly Item[]): Item[] {
  const order: number[] = [];
  const taken = new Set<number>();
  for (let parts = 1; taken.size < items.length; parts *= 2) {
    for (let part = 0; part <= parts; part += 1) {
      const index = Math.round((part * (items.length - 1)) / parts);
      if (taken.has(index)) continue;
      taken.add(index);
      order.push(index);
    }
  }
  return order.flatMap((index) => items.slice(index, index + 1));
}
