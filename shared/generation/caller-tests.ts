import type { GenerationContext } from "#schemas/generation.ts";
import type { NodeTest } from "#schemas/node.ts";

/** A node keeps no more tests than that. */
export const mostTests = 50;

/** The caller's own tests and examples, as tests: never changed by a model, all must pass. */
export function callerTests(context: GenerationContext): NodeTest[] {
  const examples = (context.examples ?? []).map(
    (example, index): NodeTest => ({
      name: `example ${index + 1} of the request`,
      inputs: example.inputs,
      expected: example.output,
    }),
  );
  return [...(context.tests ?? []), ...examples];
}

/**
 * The first tests, then the others: of those, one that says the same as an earlier one is left out,
 * and one that takes the name of an earlier one is renamed.
 */
export function mergeTests(
  first: readonly NodeTest[],
  others: readonly NodeTest[],
  mark = "generated",
): NodeTest[] {
  const names = new Set(first.map((test) => test.name));
  const merged = [...first];
  for (const test of others) {
    if (first.some((one) => demandsSame(one, test))) continue;
    const name = names.has(test.name) ? `${test.name.slice(0, 180)} (${mark})` : test.name;
    merged.push({ ...test, name });
  }
  return merged.slice(0, mostTests);
}

/**
 * Whether two tests give the same inputs and expect the same. Scripted requests, clock and chance
 * are how a test is run: it may need them only when it is first run.
 */
export const demandsSame = (a: NodeTest, b: NodeTest): boolean =>
  sameJson(a.inputs, b.inputs) &&
  sameJson(a.expected, b.expected) &&
  sameJson(a.assertions, b.assertions) &&
  sameJson(a.error, b.error);

export const sameInputs = (a: NodeTest, b: NodeTest): boolean => sameJson(a.inputs, b.inputs);

export const sameJson = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** The order of members says nothing. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? "";
