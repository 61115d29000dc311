import type { CorpusNode } from "./corpus-node.ts";
import { compute as computeA } from "./half-a/compute.ts";
import { contract as contractA } from "./half-a/contract.ts";
import { effects } from "./half-a/effects.ts";
import { hostile as hostileA } from "./half-a/hostile.ts";
import { schemas } from "./half-a/schemas.ts";
import { secretsAndHosts as secretsA } from "./half-a/secrets-and-hosts.ts";
import { stateAndPlans } from "./half-a/state-and-plans.ts";
import { tricky as trickyA } from "./half-a/tricky.ts";
import { compute as computeB } from "./half-b/compute.ts";
import { contract as contractB } from "./half-b/contract.ts";
import { effectsAndState } from "./half-b/effects-and-state.ts";
import { hostile as hostileB } from "./half-b/hostile.ts";
import { secretsAndHosts as secretsB } from "./half-b/secrets-and-hosts.ts";
import { tricky as trickyB } from "./half-b/tricky.ts";

/** The half that the rules may be mended by. */
export const halfA: readonly CorpusNode[] = [
  ...[...computeA, ...effects, ...stateAndPlans, ...trickyA],
  ...[...contractA, ...hostileA, ...schemas, ...secretsA],
];

/** The half that was set apart before the rules were mended: a measure, not a guide. */
export const halfB: readonly CorpusNode[] = [
  ...[...computeB, ...effectsAndState, ...trickyB],
  ...[...contractB, ...hostileB, ...secretsB],
];
