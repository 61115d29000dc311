import { describe, expect, test } from "vitest";
import { NodeContent } from "#schemas/node.ts";
import type { CorpusNode } from "../../corpus/corpus-node.ts";
import { halfA, halfB } from "../../corpus/index.ts";
import { judgeNode } from "../../corpus/judge-node.ts";

/** Half B was written and set apart before any rule was mended by what half A showed. */
const halves: readonly (readonly [string, readonly CorpusNode[]])[] = [
  ["half A", halfA],
  ["half B, set apart", halfB],
];

const leastPercent = 99;

const all = [...halfA, ...halfB];

describe("the labelled corpus", () => {
  test("is large and varied", () => {
    expect(all.length).toBeGreaterThanOrEqual(200);
    expect(all.filter(({ verdict }) => verdict === "good").length).toBeGreaterThanOrEqual(80);
    expect(
      new Set(all.map(({ title, content }) => `${title} ${content.execution_code}`)).size,
    ).toBe(all.length);
    const kinds = new Set(all.map(({ content }) => content.node_definition.kind));
    expect(kinds.size).toBe(4);
  });

  test("holds nodes as they are kept", () => {
    const kept = all.filter(({ rules }) => !rules.includes("code-size"));
    for (const { title, content } of kept) {
      expect(NodeContent.safeParse(content).error?.issues, title).toBeUndefined();
    }
  });
});

describe("verdicts on the labelled corpus", () => {
  test.each(halves)("%s", (name, half) => {
    const judged = half.map(judgeNode);
    const right = judged.filter(({ isRight }) => isRight).length;
    const percent = (100 * right) / half.length;
    console.info(`${name}: ${right} of ${half.length} verdicts right (${percent.toFixed(1)} %)`);
    expect(percent).toBeGreaterThanOrEqual(leastPercent);
  });
});
