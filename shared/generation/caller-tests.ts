import type { GenerationContext } from "#schemas/generation.ts";
import type { NodeTest } from "#schemas/node.ts";

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

/** The caller's tests first; a generated test that takes the name of one of them is renamed. */
export function mergeTests(own: readonly NodeTest[], generated: readonly NodeTest[]): NodeTest[] {
  const names = new Set(own.map((test) => test.name));
  const renamed = generated.map((test) =>
    names.has(test.name) ? { ...test, name: `${test.name} (generated)`.slice(0, 200) } : test,
  );
  return [...own, ...renamed].slice(0, mostTests);
}

const mostTests = 50;
