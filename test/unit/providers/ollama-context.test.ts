import { describe, expect, it } from "vitest";
import { ollamaContext } from "#shared/providers/ollama-context.ts";
import { aRequest } from "../../support/providers/every-provider.ts";

const request = (prompt: string) => aRequest({ system: "", prompt, maxOutputTokens: 1_000 });

describe("the context asked of Ollama", () => {
  it("holds dense JSON, other scripts and the reply", () => {
    const json = JSON.stringify(Array.from({ length: 500 }, (_, n) => ({ n, k: `${n}` })));
    expect(ollamaContext(request(json), undefined)).toBeGreaterThan(json.length / 2.7 + 1_000);
    expect(ollamaContext(request("温".repeat(5_000)), undefined)).toBeGreaterThan(6_000);
  });

  it("is a multiple of 1024, so that the model is seldom loaded anew", () => {
    expect(ollamaContext(request("a"), undefined)).toBe(2_048);
    expect(ollamaContext(request("a".repeat(100)), undefined)).toBe(2_048);
  });

  it("is at most the model's window, and refused where even that cannot do", () => {
    const prompt = "a".repeat(9_000);
    expect(ollamaContext(request(prompt), 4_096)).toBe(4_096);
    expect(() => ollamaContext(request(prompt), 2_048)).toThrow(
      expect.objectContaining({ kind: "too_large" }),
    );
  });
});
