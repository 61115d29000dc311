import type { NodeContent, Verification, Warning } from "#schemas/node.ts";
import { AppError } from "../app-error.ts";
import { judgeWeakness, weaknessMs } from "./judge-weakness.ts";
import { measureStrength, strengthMs } from "./measure-strength.ts";
import { type Proof, prove } from "./prove.ts";
import type { Sandbox } from "./sandbox.ts";

/** Under this share of found mutants the tests are called weak. */
export const leastStrength = 0.6;

/** What judging the tests takes at most: two constants, then the mutants. */
const judgingMs = 2 * weaknessMs + strengthMs;

/** Survivors that a warning names. */
const mostNamed = 3;

export interface NodeProof extends Proof {
  /** What the tests do not show: `weak-tests`. */
  readonly warnings: readonly Warning[];
}

/**
 * Runs a node's tests and, where they all pass, judges the tests themselves: whether they would
 * pass for a node that ignores its inputs, and how many small faults of the code they find. A
 * passed proof stands also where nobody could judge the tests: `onFault` is told.
 * @throws AppError `unavailable` when the sandbox cannot be had for the tests
 */
export async function proveNode(
  input: {
    readonly tenant: string;
    readonly content: NodeContent;
    readonly now: Date;
    /** All runs together, in milliseconds. */
    readonly totalMs?: number;
  },
  services: { readonly sandbox: Sandbox; readonly onFault: (error: unknown) => void },
): Promise<NodeProof> {
  const { totalMs, ...node } = input;
  const most = totalMs === undefined ? {} : { totalMs: totalMs - judgingMs };
  const proof = await prove({ ...node, ...most }, services);
  if (proof.verification.status !== "passed") return { ...proof, warnings: [] };
  try {
    return { ...proof, ...(await judgeTests(node, proof.verification, services)) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    services.onFault(error);
    return { ...proof, warnings: [] };
  }
}

async function judgeTests(
  { tenant, content }: { tenant: string; content: NodeContent },
  verification: Verification,
  { sandbox }: { sandbox: Sandbox },
): Promise<Pick<NodeProof, "verification" | "warnings">> {
  const weakness = await judgeWeakness({ tenant, content }, { sandbox });
  if (weakness !== undefined) return { verification, warnings: [weakness] };
  const slowestMs = Math.max(...verification.results.map(({ duration_ms }) => duration_ms));
  const report = await measureStrength({ tenant, content, slowestMs }, { sandbox });
  if (report === undefined) return { verification, warnings: [] };
  const { strength, survivors } = report;
  const isWeak = strength.killed < leastStrength * strength.mutants;
  return {
    verification: { ...verification, strength },
    warnings: isWeak ? [weakTests(strength, survivors)] : [],
  };
}

function weakTests(
  { mutants, killed }: NonNullable<Verification["strength"]>,
  survivors: readonly { line: number; what: string }[],
): Warning {
  const named = survivors.slice(0, mostNamed).map(({ line, what }) => `line ${line}: ${what}`);
  const message =
    `The tests find ${killed} of ${mutants} small faults put into the code. ` +
    `Not found: ${named.join("; ")}.`;
  return { code: "weak-tests", message };
}
