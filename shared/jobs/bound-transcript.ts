import type { JsonValue } from "#schemas/json.ts";
import type { TestResult, Violation } from "#schemas/node.ts";
import type { AttemptJudgement, AttemptReply } from "#schemas/transcript.ts";

/**
 * A transcript is kept for people to read, so what is too long is cut rather than refused. With
 * these limits of JSON text in UTF-8, 25 attempts fit in one answer of a function, which ends at
 * 6 MB.
 */
const mostReplyBytes = 160 << 10;
const mostJudgementBytes = 64 << 10;

const mostListed = 50;
/** Tried in turn, until the whole fits. */
const textLengths = [100_000, 60_000, 30_000, 10_000, 4_000, 1_000, 200, 100];

/** A reply that takes at most 160 KB, with its longest texts and lists cut. */
export const boundedReply = (reply: AttemptReply): AttemptReply =>
  fitting(mostReplyBytes, (length) => ({
    ...reply,
    prompt: cut(reply.prompt, length),
    reply: cut(reply.reply, length),
    notes: reply.notes.slice(0, mostListed).map((note) => cut(note, Math.min(length, 500))),
    sections: reply.sections.slice(0, mostListed).map((section) => ({
      ...section,
      included: section.included.slice(0, mostListed).map((id) => cut(id, 100)),
      dropped: section.dropped.slice(0, mostListed).map((id) => cut(id, 100)),
    })),
  }));

/** A judgement that takes at most 64 KB: the first of its findings and results, with texts cut. */
export function boundedJudgement(judgement: AttemptJudgement): AttemptJudgement {
  const results = judgement.results.slice(0, mostListed).map(withTexts);
  return fitting(mostJudgementBytes, (length) => ({
    ...judgement,
    violations: judgement.violations
      .slice(0, mostListed)
      .map((violation) => boundedViolation(violation, length)),
    results: results.map((result) => boundedResult(result, length)),
  }));
}

const boundedViolation = (violation: Violation, length: number): Violation => ({
  ...violation,
  where: cut(violation.where, Math.min(length, 500)),
  message: cut(violation.message, Math.min(length, 2_000)),
  ...(violation.hint !== undefined && { hint: cut(violation.hint, Math.min(length, 1_000)) }),
});

interface ResultWithTexts {
  readonly result: TestResult;
  readonly texts: Readonly<Record<"expected" | "actual", string>>;
}

/** Values can be large, so each becomes text once. */
const withTexts = (result: TestResult): ResultWithTexts => ({
  result,
  texts: {
    expected: JSON.stringify(result.expected ?? null),
    actual: JSON.stringify(result.actual ?? null),
  },
});

const boundedResult = ({ result, texts }: ResultWithTexts, length: number): TestResult => ({
  ...result,
  name: cut(result.name, 200),
  ...(result.expected !== undefined && {
    expected: boundedValue(result.expected, texts.expected, length),
  }),
  ...(result.actual !== undefined && { actual: boundedValue(result.actual, texts.actual, length) }),
  ...(result.message !== undefined && { message: cut(result.message, Math.min(length, 4_000)) }),
});

/** A value whose JSON is too long is shown as the beginning of that text. */
const boundedValue = (value: JsonValue, text: string, length: number): JsonValue =>
  text.length <= length ? value : cut(text, length);

/** At most `length` characters, of which the last say how long it was. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const marker = `… [cut from ${text.length} characters]`;
  return (
    text.slice(0, Math.max(0, length - marker.length)).replace(/[\uD800-\uDBFF]$/, "") + marker
  );
}

function fitting<Kept>(mostBytes: number, cutTo: (length: number) => Kept): Kept {
  const fits = (kept: Kept) => Buffer.byteLength(JSON.stringify(kept)) <= mostBytes;
  const [shortest = 0] = textLengths.slice(-1);
  const length = textLengths.find((each) => fits(cutTo(each))) ?? shortest;
  return cutTo(length);
}
