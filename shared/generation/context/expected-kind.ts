import type { NodeKind } from "#schemas/node.ts";
import type { PatternMatch } from "../../patterns/match-patterns.ts";

/** What each kind is asked for with; a phrase counts once, however often it stands there. */
const signs: Readonly<Record<NodeKind, readonly RegExp[]>> = {
  compute: [
    /\b(convert|parse|format|sort|filter|group|count|sum|round|validate|split|merge|extract)/i,
    /\b(encode|decode|hash|escape|normali[sz]e|calculate|dedupe|deduplicate|remove duplicates)/i,
  ],
  effect: [
    /\bhttps?:\/\/|\bover http\b|\bfrom (an?|the|its|this) (url|address|endpoint|web ?page|site)\b/i,
    /\b(fetch|download|upload|call|query|poll|post|send|notify|request|get)\b.{0,60}\b(api|url|endpoint|webhook|server|service|http)\b/i,
    /\b(api|endpoint|graphql|rest)\b.{0,40}\b(pages?|call|requests?|quer(y|ies)|errors?)\b/i,
    /\b(send|post)\b.{0,40}\b(message|notification|slack|discord|telegram|email)\b/i,
  ],
  reducer: [
    /\b(running|cumulative|rolling|moving) (total|sum|average|mean|count|max|min|statistics|median)/i,
    /\b(keep|keeps|keeping|maintain|accumulate|remember)\b.{0,40}\b(state|track|count|total|so far|calls?|runs?)\b/i,
    /\b(state|between (calls|runs)|sliding window|so far|each new value|rate.?limit)/i,
  ],
  orchestrator: [
    /\b(plan|planner|orchestrat\w*|fan.?out|execution order|topological\w*)\b/i,
    /\b(steps?|tasks?|jobs?)\b.{0,60}\b(order|depend\w*|parallel|schedule)\b/i,
    /\bnext (runs?|execution)\b|\bcron\b/i,
  ],
};

const perSign = 0.5;

/** Below this, or with another kind as near, nothing is said: wrong guidance is worse than none. */
const leastScore = 0.5;
const leastLead = 0.2;

/** Compute words stand in most requests, also in those that want something else. */
const computeShare = 0.6;

/**
 * The kind of node that a request wants, read off its words and off the patterns that are near it.
 * Undefined where they do not say.
 */
export function expectedKind(
  request: string,
  matches: readonly PatternMatch[],
): NodeKind | undefined {
  const scores = new Map<NodeKind, number>();
  const add = (kind: NodeKind, score: number) => scores.set(kind, (scores.get(kind) ?? 0) + score);
  const [best] = matches;
  if (best !== undefined) add(best.pattern.node.kind, best.score);
  for (const kind of Object.keys(signs) as NodeKind[]) {
    const found = signs[kind].filter((sign) => sign.test(request)).length;
    add(kind, found * perSign * (kind === "compute" ? computeShare : 1));
  }
  const [first, second] = [...scores].sort(([, a], [, b]) => b - a);
  if (first === undefined || first[1] < leastScore) return undefined;
  return first[1] - (second?.[1] ?? 0) >= leastLead ? first[0] : undefined;
}
