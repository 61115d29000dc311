import { Timestamp } from "#schemas/identifiers.ts";
import type { NodeContent, NodeTest, TestResult, Verification, Violation } from "#schemas/node.ts";
import type { RunReply } from "#schemas/sandbox.ts";
import { timestamp } from "../clock.ts";
import { judgeTest } from "./judge-test.ts";
import { limitsOf } from "./limits-of.ts";
import type { Sandbox } from "./sandbox.ts";

export interface Proof {
  readonly verification: Verification;
  /** Where outputs do not fit `output_schema`, each place once. */
  readonly violations: Violation[];
}

export interface ProofInput {
  readonly tenant: string;
  readonly content: NodeContent;
  readonly now: Date;
  /** All tests together, in milliseconds; those not reached are `not_run`. */
  readonly totalMs?: number | undefined;
}

/**
 * Runs all tests of a node in one call of the sandbox, each in its own instance, and judges them.
 * @throws AppError `unavailable` when the sandbox cannot be had
 */
export async function prove(
  { tenant, content, now, totalMs }: ProofInput,
  { sandbox }: { sandbox: Sandbox },
): Promise<Proof> {
  if (content.tests.length === 0) return { verification: unverified, violations: [] };
  const code = content.execution_code;
  const replies = await runTests({ tenant, content, code, totalMs }, { sandbox });
  const judged = content.tests.map((test, index) =>
    judgeTest(content, test, replies[index] ?? notRun),
  );
  const results = judged.map(({ result }) => result);
  const byPlace = new Map(
    judged.flatMap(({ violations }) => violations).map((fault) => [fault.message, fault]),
  );
  return {
    verification: { ...summaryOf(results), results, ran_at: Timestamp.parse(timestamp(now)) },
    violations: [...byPlace.values()].slice(0, 20),
  };
}

/**
 * Runs code against the tests of a node, in their order. Every test is scripted, with no exchange
 * where it names none: tests that a model wrote must not order, pay or delete anything, and must
 * give the same result each time.
 */
export async function runTests(
  { tenant, content, code, totalMs }: Omit<ProofInput, "now"> & { readonly code: string },
  { sandbox }: { sandbox: Sandbox },
): Promise<readonly RunReply[]> {
  const limits = limitsOf(content.capabilities);
  const { replies } = await sandbox.run({
    tenant,
    code,
    runs: content.tests.map(toRun),
    limits: totalMs === undefined ? limits : { ...limits, totalMs },
    hosts: content.capabilities.hosts,
  });
  return replies;
}

/** A test as a run of the sandbox. */
export const toRun = ({ inputs, http = [], now, seed, assertions }: NodeTest) => ({
  inputs,
  http,
  ...(now === undefined ? {} : { now }),
  ...(seed === undefined ? {} : { seed }),
  ...(assertions === undefined ? {} : { assertions }),
});

const summaryOf = (
  results: readonly TestResult[],
): Pick<Verification, "status" | "passed" | "failed"> => {
  const passed = results.filter(({ outcome }) => outcome === "passed").length;
  const failed = results.filter(({ outcome }) => outcome === "failed").length;
  const status = failed > 0 ? "failed" : passed === results.length ? "passed" : "unverified";
  return { status, passed, failed };
};

/** Nothing was run. */
export const unverified: Verification = {
  status: "unverified",
  passed: 0,
  failed: 0,
  results: [],
  ran_at: null,
};

const notRun: RunReply = {
  status: "not_run",
  logs: [],
  stats: { cpu_ms: 0, wall_ms: 0, memory_bytes: 0, fetches: [], logs_dropped: 0 },
};
