import type { AnyNode } from "acorn";
import { expect, test } from "vitest";
import { subjectOf } from "#shared/checks/check-subject.ts";
import { effectDoubts } from "#shared/checks/effect-care.ts";
import { contentOf } from "../proving/content-of.ts";

test("handlers in handlers are each told, and the tree is climbed once for all of them", () => {
  const depth = 200;
  const code = `async function execute(inputs, ctx) {
  ${"try {".repeat(depth)} await ctx.fetch("https://api.example.com"); ${"} catch (error) { ctx.log(error); }".repeat(depth)}
  for (;;) { try { await ctx.fetch("https://api.example.com"); break; } catch {} }
  return {};
}`;
  const subject = subjectOf(contentOf([], { execution_code: code })).code;
  if (subject === undefined) throw new Error("the code cannot be parsed");
  let steps = 0;
  const parentOf = (node: AnyNode) => {
    steps += 1;
    return subject.parentOf(node);
  };
  const doubts = effectDoubts({ ...subject, parentOf });
  expect(doubts.filter(({ rule }) => rule === "swallowed-error")).toHaveLength(depth);
  expect(steps).toBeGreaterThan(depth);
  expect(steps).toBeLessThan(2 * subject.allNodes.length);
});
