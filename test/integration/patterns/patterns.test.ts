import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonSchema } from "#schemas/json.ts";
import type { NodeContent } from "#schemas/node.ts";
import { parseReply } from "#shared/generation/parse/parse-reply.ts";
import { completeDraft } from "#shared/nodes/derive-node.ts";
import type { Pattern, PromptLibrary } from "#shared/patterns/prompt-library.ts";
import { renamePorts } from "#shared/providers/mock-rename-ports.ts";
import { prove } from "#shared/proving/prove.ts";
import { createSandbox, type SandboxInstance } from "../../../functions/sandbox/create-sandbox.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";
import { runPatternTests } from "../../support/patterns/run-tests.ts";

let library: PromptLibrary;
let sandbox: SandboxInstance;
beforeAll(async () => {
  library = await compileShippedLibrary();
  sandbox = createSandbox();
});
afterAll(() => sandbox.close());

const contentOf = ({ node, code }: Pattern): NodeContent => {
  const text = `\`\`\`json\n${JSON.stringify(node)}\n\`\`\`\n\n\`\`\`js\n${code}\n\`\`\`\n`;
  const parsed = parseReply(text, "complete");
  if (!parsed.ok) throw new Error(`${node.name} holds no node`);
  return completeDraft(parsed.draft, { category: undefined }).content;
};

const renamedNames = ({ properties }: JsonSchema, prefix: string): Map<string, string> =>
  new Map(Object.keys(Object(properties)).map((name) => [name, `${prefix}_${name}`]));

const renameAll = (pattern: Pattern): Pick<Pattern, "id" | "node" | "code"> => ({
  id: `${pattern.id} renamed`,
  ...renamePorts(pattern, {
    inputs: renamedNames(pattern.node.input_schema, "given"),
    outputs: renamedNames(pattern.node.output_schema, "made"),
  }),
});

describe("every pattern of the library, in the sandbox", () => {
  it("passes its own tests, with outputs that fit its schema", async () => {
    for (const pattern of library.patterns) {
      const content = contentOf(pattern);
      const proof = await prove({ tenant: "patterns", content, now: new Date(0) }, { sandbox });
      const failed = proof.verification.results.filter(({ outcome }) => outcome !== "passed");
      expect({ failed, violations: proof.violations }, pattern.id).toEqual({
        failed: [],
        violations: [],
      });
    }
  });

  it("passes them as well with all its inputs and outputs renamed", async () => {
    const failed: string[] = [];
    for (const pattern of library.patterns) {
      const renamed = renameAll(pattern);
      const tests = renamed.node.tests.filter((test) => test.expected !== undefined);
      expect(tests.length).toBeGreaterThan(0);
      failed.push(...(await runPatternTests(renamed, sandbox)));
    }
    expect(failed).toEqual([]);
  });

  it("fails its tests where the code is another's, so these runs can tell", async () => {
    const [first, second] = library.patterns;
    if (first === undefined || second === undefined) throw new Error("the library is empty");
    const failed = await runPatternTests({ ...first, code: second.code }, sandbox);
    expect(failed.length).toBeGreaterThan(0);
  });
});
