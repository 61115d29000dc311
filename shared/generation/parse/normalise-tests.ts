import { NodeTest } from "#schemas/node.ts";
import { mostTests } from "../caller-tests.ts";
import { isRecord } from "./unwrap-draft.ts";

export interface NormalisedTests {
  readonly tests: NodeTest[];
  readonly notes: string[];
}

const aliases: Readonly<Record<string, string>> = {
  title: "name",
  description: "name",
  input: "inputs",
  output: "expected",
  expect: "expected",
  expected_output: "expected",
  expectedOutput: "expected",
  throws: "error",
  expected_error: "error",
  expectedError: "error",
  expect_error: "error",
  expectError: "error",
  asserts: "assertions",
};

/** Each test by itself: one that cannot be read is left out with a note, the others stay. */
export const normaliseTests = (value: unknown): NormalisedTests => {
  if (value === undefined) return { tests: [], notes: [] };
  if (!Array.isArray(value)) return { tests: [], notes: ["tests were no list and were left out"] };
  const tests: NodeTest[] = [];
  const notes: string[] = [];
  for (const [index, entry] of value.slice(0, mostTests).entries()) {
    const parsed = NodeTest.safeParse(normaliseTest(entry, index));
    if (parsed.success) tests.push(parsed.data);
    else notes.push(`tests[${index}] was left out: ${parsed.error.issues[0]?.message}`);
  }
  if (value.length > mostTests) notes.push(`only the first ${mostTests} tests were kept`);
  return { tests, notes };
};

const known = new Set(["name", "inputs", "expected", "assertions", "error", "http", "now", "seed"]);

const normaliseTest = (entry: unknown, index: number): unknown => {
  if (!isRecord(entry)) return entry;
  const named = Object.entries(entry)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => [ourName(entry, key), value] as const);
  const parts = Object.fromEntries(named.filter(([key]) => known.has(key)));
  // An expected null is an expectation; nulls elsewhere stand for what is absent.
  if (entry.expected === null) Object.assign(parts, { expected: null });
  const { error, expected, assertions, ...rest } = parts;
  return {
    ...rest,
    name: typeof parts.name === "string" ? parts.name.slice(0, 200) : `test ${index + 1}`,
    ...expectation(error, expected, assertions),
  };
};

const ourName = (entry: object, key: string): string => {
  const alias = Object.hasOwn(aliases, key) ? aliases[key] : undefined;
  return alias === undefined || Object.hasOwn(entry, alias) ? key : alias;
};

/** One kind of expectation a test: an error wins, then an exact output, then assertions. */
const expectation = (error: unknown, expected: unknown, assertions: unknown): object => {
  if (typeof error === "string") return { error: { matches: error } };
  if (isRecord(error)) return { error: { matches: error.matches ?? error.message } };
  if (expected !== undefined) return { expected };
  if (typeof assertions === "string") return { assertions: [assertions] };
  return { assertions };
};
