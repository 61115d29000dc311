import type { NodeTest, Warning } from "#schemas/node.ts";
import type { Attempt } from "./attempt.ts";
import { demandsSame, mostTests, sameInputs } from "./caller-tests.ts";

export interface KeptTests {
  readonly tests: NodeTest[];
  readonly warnings: readonly Warning[];
}

/**
 * The tests of a repaired node. A repair that drops a test, or makes it expect something else,
 * passes by giving up what it should show: such a test is put back, unless the reply corrects it
 * under a name that begins with "corrected:" and gives a reason. Both are told.
 */
export function keepOwnTests(
  previous: Attempt,
  callers: readonly NodeTest[],
  tests: readonly NodeTest[],
): KeptTests {
  const own = (previous.content?.tests ?? []).filter(
    (test, place) => !isOneOf(test, callers) && !isBroken(previous, place),
  );
  const gone = own.filter((test) => !isOneOf(test, tests));
  const corrections = tests.filter((test) => isReasoned(test, own));
  const corrected = gone.filter((test) => corrections.some((one) => corrects(one, test)));
  const restored = gone.filter((test) => !corrected.includes(test));
  const contradicting = tests.filter(
    (test) => !isOneOf(test, own) && restored.some((one) => isSameCase(one, test)),
  );
  const kept = tests.filter((test) => !contradicting.includes(test));
  return {
    tests: [...restored, ...kept].slice(0, mostTests),
    warnings: [...correctedWarnings(corrections, corrected), ...restoredWarnings(restored)],
  };
}

const isOneOf = (test: NodeTest, tests: readonly NodeTest[]): boolean =>
  tests.some((one) => demandsSame(one, test));

/** A test that itself broke a rule has to go, or nothing could ever be accepted. */
const isBroken = ({ violations }: Attempt, place: number): boolean =>
  violations.some(
    ({ severity, where }) =>
      severity === "error" && new RegExp(`^tests\\[${place}\\](?!\\d)`).test(where),
  );

const prefix = /^\s*corrected:\s*/i;
const fewestWords = 3;

/** A reason is more than the name that the test had before. */
const isReasoned = ({ name }: NodeTest, own: readonly NodeTest[]): boolean => {
  if (!prefix.test(name)) return false;
  const said = name.replace(prefix, "").trim();
  const isOldName = own.some((test) => test.name.trim().toLowerCase() === said.toLowerCase());
  return !isOldName && said.split(/\s+/).length >= fewestWords;
};

const corrects = (correction: NodeTest, test: NodeTest): boolean =>
  sameInputs(correction, test) || correction.name.toLowerCase().includes(test.name.toLowerCase());

/** The same name or the same inputs with another expectation: only one of the two can be meant. */
const isSameCase = (a: NodeTest, b: NodeTest): boolean =>
  a.name.replace(prefix, "") === b.name.replace(prefix, "") || sameInputs(a, b);

const correctedWarnings = (
  corrections: readonly NodeTest[],
  corrected: readonly NodeTest[],
): Warning[] => {
  if (corrected.length === 0) return [];
  const named = namesOf(corrections);
  return [{ code: "tests-corrected", message: `The model changed tests of its own: ${named}.` }];
};

const restoredWarnings = (restored: readonly NodeTest[]): Warning[] => {
  if (restored.length === 0) return [];
  const message = `Tests that a repair changed or left out without a reason were put back: ${namesOf(restored)}.`;
  return [{ code: "tests-restored", message }];
};

export const namesOf = (tests: readonly NodeTest[]): string =>
  tests
    .map(({ name }) => JSON.stringify(name))
    .join(", ")
    .slice(0, 1_800);
