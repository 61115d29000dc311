import { describe, expect, it } from "vitest";
import { estimateTokens } from "#shared/generation/context/estimate-tokens.ts";

describe("estimateTokens", () => {
  it.each([
    ["The quick brown fox jumps over the lazy dog.", 10],
    ["Hello, world!", 4],
  ])("is near the count of a vocabulary for %j", (text, tokens) => {
    expect(Math.abs(estimateTokens(text) - tokens)).toBeLessThanOrEqual(2);
  });

  it.each([
    ["", 0],
    [" ", 1],
    ["a", 1],
  ])("counts %j as %i", (text, tokens) => {
    expect(estimateTokens(text)).toBe(tokens);
  });

  it("counts humps, digits and line breaks", () => {
    expect(estimateTokens("readFileSync")).toBeGreaterThan(estimateTokens("readfilesync"));
    expect(estimateTokens("123456789")).toBeGreaterThan(estimateTokens("123"));
    expect(estimateTokens("a\n\n\nb")).toBeGreaterThan(estimateTokens("a b"));
    expect(estimateTokens("a\r\nb")).toBe(estimateTokens("a\nb"));
  });

  it("counts other scripts and surrogates", () => {
    expect(estimateTokens("日本語テキスト")).toBe(7);
    expect(estimateTokens("привет")).toBe(4);
    expect(estimateTokens("👋👋")).toBe(6);
  });

  it("does not take a long run of letters for one word", () => {
    expect(estimateTokens("a".repeat(100_000))).toBe(25_000);
  });

  it("grows with the text", () => {
    const sentence = "The node reads a list and returns the sum of its numbers. ";
    const one = estimateTokens(sentence);
    expect(estimateTokens(sentence.repeat(100))).toBeCloseTo(one * 100, -2);
  });
});
