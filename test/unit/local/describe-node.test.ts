import { expect, it } from "vitest";
import type { GeneratedNode } from "#schemas/node.ts";
import { describeNode } from "../../../local/generation/describe-node.ts";
import { aGeneratedNode } from "../../support/local/a-generated-node.ts";

const results: GeneratedNode["verification"]["results"] = [
  { name: "a header only", outcome: "passed", duration_ms: 3 },
  { name: "a quoted comma", outcome: "failed", duration_ms: 4, message: "expected 2 columns" },
  { name: "an empty text", outcome: "not_run", duration_ms: 0 },
];

it("shows a node with its tests and its code", () => {
  const node = aGeneratedNode({
    verification: { status: "failed", passed: 1, failed: 1, results, ran_at: null },
    warnings: [{ code: "unverified", message: "One test was not run." }],
  });
  expect(describeNode(node).split("\n")).toEqual([
    "CSV to JSON  (Data, compute)",
    "Turns CSV text into objects.",
    "",
    "tests: 1 passed, 1 failed",
    "  ✓ a header only",
    "  ✗ a quoted comma",
    "      expected 2 columns",
    "  - an empty text",
    "",
    "warning: One test was not run.",
    "",
    "code:",
    "async function execute(inputs) {",
    "  return {};",
    "}",
    "",
    "id: 0190a3c4-0000-7000-8000-000000000001",
  ]);
});

it("says that nothing was run, and not that nothing failed", () => {
  const verification = { passed: 0, failed: 0, results: [], ran_at: null };
  const text = describeNode(
    aGeneratedNode({ verification: { ...verification, status: "unverified" } }),
  );
  expect(text).toContain("tests: none was run");
  expect(text).not.toContain("0 failed");
});

it("shows nothing that a terminal would obey", () => {
  const text = describeNode(aGeneratedNode({ description: "a\u001b[2Jb\u202ec\td" }));
  expect(text).toContain("a [2Jb c\td");
});
