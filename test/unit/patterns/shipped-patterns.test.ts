import { beforeAll, describe, expect, it } from "vitest";
import type { Violation } from "#schemas/node.ts";
import { checkNode } from "#shared/checks/index.ts";
import { estimateTokens } from "#shared/generation/context/estimate-tokens.ts";
import { parseReply } from "#shared/generation/parse/parse-reply.ts";
import { completeDraft } from "#shared/nodes/derive-node.ts";
import { phrasePattern } from "#shared/patterns/phrases.ts";
import type { Pattern, PromptLibrary } from "#shared/patterns/prompt-library.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";

let library: PromptLibrary;
beforeAll(async () => {
  library = await compileShippedLibrary();
});

const findingsOf = ({ node, code }: Pattern): readonly Violation[] => {
  const text = `\`\`\`json\n${JSON.stringify(node)}\n\`\`\`\n\n\`\`\`js\n${code}\n\`\`\`\n`;
  const parsed = parseReply(text, "complete");
  if (!parsed.ok) return parsed.violations;
  const { content, violations } = completeDraft(parsed.draft, { category: undefined });
  return [...violations, ...checkNode(content)];
};

describe("every shipped pattern", () => {
  it("is read as a reply and passes every check without a finding", () => {
    const findings = library.patterns.map((pattern) => [pattern.id, findingsOf(pattern)]);
    expect(findings).toEqual(library.patterns.map(({ id }) => [id, []]));
  });

  it("has at least one test of bad input, and tests with names of their own", () => {
    for (const { id, node } of library.patterns) {
      const names = node.tests.map((test) => test.name);
      expect(
        node.tests.some((test) => test.error !== undefined),
        id,
      ).toBe(true);
      expect(new Set(names).size, id).toBe(names.length);
    }
  });

  it("fits into the share of the patterns by itself", () => {
    for (const pattern of library.patterns) {
      const { name, description, pitfalls, code } = pattern;
      const tokens = estimateTokens([name, description, ...pitfalls, code].join("\n"));
      expect(tokens, pattern.id).toBeLessThan(1_600);
    }
  });

  it("has a form with each of its inputs, and only these", () => {
    for (const { id, node } of library.patterns) {
      const keys = node.ui_config.formFields.map((field) => field.key);
      expect(keys.toSorted(), id).toEqual(Object.keys(Object(node.input_schema.properties)).sort());
    }
  });

  it("has modes that set inputs it has, in phrases that can be read", () => {
    for (const { id, node, modes, always } of library.patterns) {
      const inputs = Object.keys(Object(node.input_schema.properties));
      for (const phrase of always) expect(() => phrasePattern(phrase), id).not.toThrow();
      for (const { words, set } of modes) {
        expect(inputs, id).toEqual(expect.arrayContaining(Object.keys(set)));
        for (const phrase of words) expect(() => phrasePattern(phrase), id).not.toThrow();
      }
    }
  });

  it("holds no fence that would close its block in a prompt", () => {
    for (const { id, code } of library.patterns)
      expect(/^\s*(```|~~~)/m.test(code), id).toBe(false);
  });
});
