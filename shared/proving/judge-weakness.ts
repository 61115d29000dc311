import type { JsonValue } from "#schemas/json.ts";
import type { NodeContent, NodeTest, Warning } from "#schemas/node.ts";
import { jsonDifference } from "./json-difference.ts";
import { judgeTest } from "./judge-test.ts";
import { runTests } from "./prove.ts";
import type { Sandbox } from "./sandbox.ts";

/** All assertions over one constant; they are written by others and may never end. */
export const weaknessMs = 500;

/** A node that ignores its inputs. */
interface Mutant {
  readonly what: string;
  readonly output: JsonValue;
}

/**
 * Whether the tests would also pass for a node that always returns `{}`, or always what the first
 * test expects. Such tests show nothing; the node is not refused for them.
 * @throws AppError `unavailable` when the sandbox cannot be had
 */
export async function judgeWeakness(
  { tenant, content }: { tenant: string; content: NodeContent },
  { sandbox }: { sandbox: Sandbox },
): Promise<Warning | undefined> {
  if (content.tests.length === 0) return undefined;
  for (const mutant of mutantsOf(content)) {
    if (await survives({ tenant, content, mutant }, { sandbox })) {
      const message = `The tests also pass for a node that always returns ${mutant.what}.`;
      return { code: "weak-tests", message };
    }
  }
  return undefined;
}

/** The code of a node that returns one value, whatever it is given. */
export const constantCode = (output: JsonValue): string =>
  `async function execute() {\n  return JSON.parse(${JSON.stringify(JSON.stringify(output))});\n}`;

const mutantsOf = ({ tests }: NodeContent): Mutant[] => {
  const first = tests.find((test) => test.expected !== undefined)?.expected;
  const constant = { what: "what the first test expects", output: first ?? null };
  return [{ what: "{}", output: {} }, ...(first === undefined ? [] : [constant])];
};

const survives = async (
  { tenant, content, mutant }: { tenant: string; content: NodeContent; mutant: Mutant },
  { sandbox }: { sandbox: Sandbox },
): Promise<boolean> => {
  if (content.tests.some((test) => surelyFails(test, mutant))) return false;
  const tests = content.tests.filter((test) => test.assertions !== undefined);
  if (tests.length === 0) return true;
  // Only assertions have to be run to know how they end.
  const code = constantCode(mutant.output);
  const asked = { tenant, content: { ...content, tests }, code, totalMs: weaknessMs };
  const replies = await runTests(asked, { sandbox });
  return tests.every((test, index) => {
    const reply = replies[index];
    return reply !== undefined && judgeTest(content, test, reply).result.outcome === "passed";
  });
};

/** A constant throws nothing, asks no host, and equals only itself. */
const surelyFails = (test: NodeTest, { output }: Mutant): boolean => {
  if (test.error !== undefined || (test.http ?? []).length > 0) return true;
  return (
    test.expected !== undefined && jsonDifference(test.expected, output, "output") !== undefined
  );
};
