import { describe, expect, it } from "vitest";
import { settings } from "#schemas/settings.ts";
import { costOf, modelOf, outputLimit } from "#shared/providers/model-registry.ts";
import { models } from "#shared/providers/models.ts";

const usage = { input: 1_000_000, cached: 500_000, output: 100_000, reasoning: 90_000 };

describe("what is known of a model", () => {
  it("is found by its id, its dated id or its tagged one", () => {
    const known = modelOf("claude", "claude-sonnet-5-5");
    expect(known.contextWindow).toBe(1_000_000);
    expect(modelOf("claude", "claude-sonnet-5-5-20261001")).toBe(known);
    expect(modelOf("openai", "gpt-6.1-sol-2026-09-29").id).toBe("gpt-6.1-sol");
  });

  it("is nothing for another id, or the same at another provider", () => {
    const unknown = { contextWindow: null, maxOutput: null, thinks: false, price: null };
    expect(modelOf("ollama", "llama3.1:8b")).toEqual({
      provider: "ollama",
      id: "llama3.1:8b",
      ...unknown,
    });
    expect(modelOf("openai", "claude-sonnet-5-5")).toMatchObject(unknown);
  });

  it("holds for the default models of Claude and OpenAI", () => {
    expect(modelOf("claude", settings.CLAUDE_MODEL.default).price).not.toBeNull();
    expect(modelOf("openai", settings.OPENAI_MODEL.default).price).not.toBeNull();
  });

  it("is stated once for each model", () => {
    const ids = models.map(({ provider, id }) => `${provider} ${id}`);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("the cost of a call", () => {
  it("counts reasoning as part of the output", () => {
    expect(costOf(usage, modelOf("claude", "claude-sonnet-5-5"))).toBeCloseTo(2 + 0.1 + 1, 10);
  });

  it("takes cached tokens for uncached ones where their price is not known", () => {
    expect(costOf(usage, modelOf("claude", "claude-opus-5-5"))).toBeCloseTo(4 + 2 + 2, 10);
  });

  it("is null where the price is not known, and nothing where no provider is paid", () => {
    expect(costOf(usage, modelOf("claude", "claude-haiku-5-5"))).toBeNull();
    expect(costOf(usage, modelOf("ollama", "llama3.1"))).toBeNull();
    expect(costOf(usage, modelOf("mock", "mock"))).toBe(0);
  });
});

describe("the output limit to send", () => {
  it("has room for thinking where the model thinks, within what it can put out", () => {
    expect(outputLimit("claude", "claude-sonnet-5-5", 8_192)).toBe(24_576);
    expect(outputLimit("openai", "gpt-6.1-sol", 120_000)).toBe(128_000);
  });

  it("is the reply's own where nothing is known of the model", () => {
    expect(outputLimit("openai", "a-model", 8_192)).toBe(8_192);
  });
});
