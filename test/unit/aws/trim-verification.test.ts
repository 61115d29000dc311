import { expect, test } from "vitest";
import { foldCase, searchText } from "#shared/nodes/search-text.ts";
import { trimVerification } from "#shared/nodes/trim-verification.ts";
import { sampleVerification } from "../../support/stores/node-samples.ts";

const result = (name: string, text: string) => ({
  name,
  outcome: "failed" as const,
  duration_ms: 1,
  expected: text,
  actual: text,
  message: text,
});

test("a small verification stays whole", () => {
  const whole = sampleVerification({ results: [result("a", "short")] });
  expect(trimVerification(whole)).toBe(whole);
});

test("a larger one loses values and messages first", () => {
  const whole = sampleVerification({ results: [result("a", "é".repeat(4_000)), result("b", "")] });
  expect(trimVerification(whole)).toEqual({
    ...whole,
    results: [
      { name: "a", outcome: "failed", duration_ms: 1 },
      { name: "b", outcome: "failed", duration_ms: 1 },
    ],
  });
});

test("and then the results", () => {
  const results = Array.from({ length: 200 }, (_, index) => result(`${index}`.repeat(50), "x"));
  const whole = sampleVerification({ status: "failed", failed: 200, results });
  expect(trimVerification(whole)).toEqual({ ...whole, results: [] });
});

test("text is folded the same way for search and index", () => {
  const content = { name: "CSV ÜBER", description: "One", tags: ["Two", "Three"] };
  expect(searchText(content)).toBe("csv über\none\ntwo\nthree");
  expect(searchText(content)).toContain(foldCase("Über"));
});
