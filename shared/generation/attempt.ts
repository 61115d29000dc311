import type { AttemptVerdict } from "#schemas/job-event.ts";
import type { NodeContent, TestResult, Verification, Violation, Warning } from "#schemas/node.ts";
import type { AttemptKind } from "#schemas/transcript.ts";
import type { ProviderReply } from "../providers/provider.ts";
import type { BuiltContext, PreviousAttempt } from "./context/build-context.ts";
import type { ParseFailure } from "./parse/parsed-reply.ts";
import type { SettledMetadata } from "./parse/read-metadata.ts";

/** What one call of the provider asks for. */
export interface Ask {
  readonly kind: AttemptKind;
  /** The attempt whose findings are told; absent where there is nothing to tell. */
  readonly previous?: Attempt;
  /** What is settled, where only the code is asked for. */
  readonly metadata?: SettledMetadata;
  readonly maxOutputTokens: number;
}

/** Why no node could be read from a reply, and what of it can be kept. */
export interface Unread {
  readonly reason: ParseFailure;
  readonly metadata?: SettledMetadata | undefined;
}

/** What came of one turn: prompt, reply, draft, checks, proof. */
export interface Attempt {
  /** Counted through all claims of the job, 1 for the first. */
  readonly number: number;
  readonly ask: Ask;
  readonly context: BuiltContext;
  readonly reply: ProviderReply;
  readonly parserLayer: string | undefined;
  readonly unread: Unread | undefined;
  readonly content: NodeContent | undefined;
  readonly verification: Verification | undefined;
  /** Errors and warnings of parser, checks and outputs. */
  readonly violations: readonly Violation[];
  readonly warnings: readonly Warning[];
  /** In the model's words, of the next version of a node. */
  readonly changeDescription: string | undefined;
  /**
   * `proven`: no errors, every test passed. `unproven`: no errors, but no test that says so.
   * `faulty`: not to be stored. `refused`: the model declined.
   */
  readonly verdict: AttemptVerdict;
}

export const isStorable = ({ verdict }: Attempt): boolean =>
  verdict === "proven" || verdict === "unproven";

/** The tests a next attempt must be told of. */
export const failedTests = (attempt: Attempt): TestResult[] =>
  (attempt.verification?.results ?? []).filter((result) => result.outcome === "failed");

/** Proven before unproven, then the one with the fewest warnings, then the earlier one. */
export function bestOf(attempts: readonly Attempt[]): Attempt | undefined {
  const [best] = attempts
    .filter(isStorable)
    .toSorted((a, b) => rankOf(a) - rankOf(b) || doubtsOf(a) - doubtsOf(b));
  return best;
}

const rankOf = ({ verdict }: Attempt): number => (verdict === "proven" ? 0 : 1);

const doubtsOf = ({ warnings, violations }: Attempt): number => warnings.length + violations.length;

/** Findings about the tests alone, for which good code is asked for again once. */
const testRules: ReadonlySet<string> = new Set([
  "weak-tests",
  "too-few-tests",
  "no-bad-input-test",
  "no-http-script",
]);

export const testFindings = ({ warnings, violations }: Attempt): Violation[] => [
  ...violations.filter(({ rule }) => testRules.has(rule)),
  ...warnings.filter(({ code }) => testRules.has(code)).map(asViolation),
];

const asViolation = ({ code, message }: Warning): Violation => ({
  rule: code,
  severity: "warning",
  where: "tests",
  message,
  hint: "Add tests that tell right code from wrong code; leave the code as it is.",
});

/** An attempt as the prompt of the next one shows it. */
export const previousOf = (attempt: Attempt): PreviousAttempt => ({
  reply: attempt.reply.text,
  content: attempt.content,
  violations: [
    ...attempt.violations,
    ...testFindings(attempt).filter((finding) => !attempt.violations.includes(finding)),
  ],
  failedTests: failedTests(attempt),
});
