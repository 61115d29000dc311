import type { NodeContent, NodeTest, Verification } from "#schemas/node.ts";
import { mostSandboxRuns, mostVariants, type RunReply } from "#schemas/sandbox.ts";
import { judgeTest } from "./judge-test.ts";
import { limitsOf } from "./limits-of.ts";
import { type Mutant, makeMutants } from "./mutants/make-mutants.ts";
import { toRun } from "./prove.ts";
import type { Sandbox } from "./sandbox.ts";

/** How much of what is broken on purpose the tests of a node find. */
export interface StrengthReport {
  readonly strength: NonNullable<Verification["strength"]>;
  /** Mutants that every test let pass. */
  readonly survivors: readonly Pick<Mutant, "line" | "what">[];
}

/** All mutants together, in at most three calls. */
export const strengthMs = 3_000;
const callMs = strengthMs / 3;

/** Every generation waits for them, and more of them hardly change the share that is found. */
const mostMutants = Math.min(20, mostVariants);

/** Inputs are sent once for each mutant; Lambda takes 6 MB. */
const mostRequestBytes = 4 << 20;

/**
 * Runs the tests against mechanical mutants of the code: first one test against each, which finds
 * most of them, then one with bad input, then the others, each against those that are left. A mutant
 * is killed when a test fails or the mutant runs out of its limits; one whose runs were not all
 * reached, and that no test failed, is not counted. Undefined where there was nothing to measure.
 * `slowestMs` is how long the slowest test took with the code as it is.
 * @throws AppError `unavailable` when the sandbox cannot be had
 */
export async function measureStrength(
  input: { tenant: string; content: NodeContent; slowestMs: number },
  services: { sandbox: Sandbox },
): Promise<StrengthReport | undefined> {
  const { content } = input;
  const turns = inTurn(content.tests);
  const mutants = makeMutants(content.execution_code, roomFor(content, turns));
  if (mutants.length === 0) return undefined;
  const outcomes = new Map<Mutant, Outcome>(mutants.map((mutant) => [mutant, "survived"]));
  for (const tests of turns) {
    const open = mutants.filter((mutant) => outcomes.get(mutant) === "survived");
    const judged = await judgeMutants({ ...input, mutants: open, tests }, services);
    for (const [mutant, outcome] of judged) outcomes.set(mutant, outcome);
  }
  const survivors = mutants.filter((mutant) => outcomes.get(mutant) === "survived");
  const killed = mutants.filter((mutant) => outcomes.get(mutant) === "killed").length;
  if (killed + survivors.length === 0) return undefined;
  return {
    strength: { mutants: killed + survivors.length, killed },
    survivors: survivors.map(({ line, what }) => ({ line, what })),
  };
}

/** The test that goes through most of the code gives an output; bad input goes another way. */
function inTurn(tests: readonly NodeTest[]): readonly (readonly NodeTest[])[] {
  const output = tests.find(({ error }) => error === undefined);
  const refusal = tests.find(({ error }) => error !== undefined);
  const others = tests.filter((test) => test !== output && test !== refusal);
  const first = [output, refusal].filter((test) => test !== undefined).map((test) => [test]);
  return [...first, others].filter((turn) => turn.length > 0);
}

async function judgeMutants(
  { tenant, content, slowestMs, mutants, tests }: MutantRuns,
  { sandbox }: { sandbox: Sandbox },
): Promise<ReadonlyMap<Mutant, Outcome>> {
  if (mutants.length === 0) return new Map();
  const limits = limitsOf(content.capabilities);
  const { replies } = await sandbox.run({
    tenant,
    code: content.execution_code,
    variants: mutants.map(({ code }) => code),
    runs: mutants.flatMap((_, variant) => tests.map((test) => ({ ...toRun(test), variant }))),
    limits: {
      ...limits,
      cpuMs: Math.min(limits.cpuMs, Math.ceil(100 + 3 * slowestMs)),
      wallMs: Math.min(limits.wallMs, Math.ceil(300 + 3 * slowestMs)),
      totalMs: callMs,
    },
    hosts: content.capabilities.hosts,
  });
  const outcomes = mutants.map((mutant, place): [Mutant, Outcome] => {
    const ofMutant = replies.slice(place * tests.length, (place + 1) * tests.length);
    return [mutant, outcomeOf(content, tests, ofMutant)];
  });
  return new Map(outcomes);
}

interface MutantRuns {
  readonly tenant: string;
  readonly content: NodeContent;
  readonly slowestMs: number;
  readonly mutants: readonly Mutant[];
  readonly tests: readonly NodeTest[];
}

/** How many mutants each call can take, by the number of runs and the size of the request. */
function roomFor({ execution_code }: NodeContent, turns: readonly (readonly NodeTest[])[]): number {
  if (turns.length === 0) return 0;
  const mostTests = Math.max(...turns.map((tests) => tests.length));
  const testBytes = Math.max(...turns.map((tests) => Buffer.byteLength(JSON.stringify(tests))));
  const bytes = testBytes + Buffer.byteLength(execution_code);
  return Math.floor(Math.min(mostSandboxRuns / mostTests, mostRequestBytes / bytes, mostMutants));
}

type Outcome = "killed" | "survived" | "unknown";

function outcomeOf(
  content: NodeContent,
  tests: readonly NodeTest[],
  replies: readonly RunReply[],
): Outcome {
  const outcomes = tests.map((test, place) => {
    const reply = replies[place];
    return reply === undefined ? "not_run" : judgeTest(content, test, reply).result.outcome;
  });
  if (outcomes.includes("failed")) return "killed";
  return outcomes.every((outcome) => outcome === "passed") ? "survived" : "unknown";
}
