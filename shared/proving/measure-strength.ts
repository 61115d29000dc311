import type { NodeContent, Verification } from "#schemas/node.ts";
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

/** All mutants together. */
export const strengthMs = 3_000;

/** Inputs are sent once for each mutant; Lambda takes 6 MB. */
const mostRequestBytes = 4 << 20;

/**
 * Runs the tests against mechanical mutants of the code, in one call of the sandbox. A mutant is
 * killed when a test fails or the mutant runs out of its limits; one whose runs were not all
 * reached, and that no test failed, is not counted. Undefined where there was nothing to measure.
 * `slowestMs` is how long the slowest test took with the code as it is.
 * @throws AppError `unavailable` when the sandbox cannot be had
 */
export async function measureStrength(
  { tenant, content, slowestMs }: { tenant: string; content: NodeContent; slowestMs: number },
  { sandbox }: { sandbox: Sandbox },
): Promise<StrengthReport | undefined> {
  const { tests, execution_code, capabilities } = content;
  const mutants = makeMutants(execution_code, roomFor(content));
  if (mutants.length === 0) return undefined;
  const limits = limitsOf(capabilities);
  const { replies } = await sandbox.run({
    tenant,
    code: execution_code,
    variants: mutants.map(({ code }) => code),
    runs: mutants.flatMap((_, variant) => tests.map((test) => ({ ...toRun(test), variant }))),
    limits: {
      ...limits,
      cpuMs: Math.min(limits.cpuMs, Math.ceil(100 + 3 * slowestMs)),
      wallMs: Math.min(limits.wallMs, Math.ceil(300 + 3 * slowestMs)),
      totalMs: strengthMs,
    },
    hosts: capabilities.hosts,
  });
  const outcomes = mutants.map((mutant, place) => ({
    mutant,
    outcome: outcomeOf(content, replies.slice(place * tests.length, (place + 1) * tests.length)),
  }));
  const counted = outcomes.filter(({ outcome }) => outcome !== "unknown");
  if (counted.length === 0) return undefined;
  const survivors = counted.filter(({ outcome }) => outcome === "survived");
  return {
    strength: { mutants: counted.length, killed: counted.length - survivors.length },
    survivors: survivors.map(({ mutant: { line, what } }) => ({ line, what })),
  };
}

/** How many mutants one call can take, by the number of runs and the size of the request. */
function roomFor({ tests, execution_code }: NodeContent): number {
  if (tests.length === 0) return 0;
  const bytes = Buffer.byteLength(JSON.stringify(tests)) + Buffer.byteLength(execution_code);
  const room = Math.min(mostSandboxRuns / tests.length, mostRequestBytes / bytes, mostVariants);
  return Math.floor(room);
}

type Outcome = "killed" | "survived" | "unknown";

function outcomeOf(content: NodeContent, replies: readonly RunReply[]): Outcome {
  const outcomes = content.tests.map((test, place) => {
    const reply = replies[place];
    return reply === undefined ? "not_run" : judgeTest(content, test, reply).result.outcome;
  });
  if (outcomes.includes("failed")) return "killed";
  return outcomes.every((outcome) => outcome === "passed") ? "survived" : "unknown";
}
