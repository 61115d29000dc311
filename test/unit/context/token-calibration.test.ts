import { describe, expect, it } from "vitest";
import { tokenCalibration } from "#shared/generation/context/token-calibration.ts";

const model = { name: "ollama", model: "llama3.1" } as const;

describe("tokenCalibration", () => {
  it("begins with 1 and comes near what the model counts", () => {
    const calibration = tokenCalibration();
    expect(calibration.factorOf(model)).toBe(1);
    for (let reply = 0; reply < 20; reply += 1) {
      const tokenFactor = calibration.factorOf(model);
      const estimate = { totalTokens: 4_000 * tokenFactor, tokenFactor };
      calibration.learn(model, estimate, { input: 4_000, cached: 1_200 });
    }
    expect(calibration.factorOf(model)).toBeCloseTo(1.3, 2);
    expect(calibration.factors()).toEqual({ "ollama/llama3.1": 1.3 });
  });

  it("keeps models apart", () => {
    const calibration = tokenCalibration();
    const estimate = { totalTokens: 1_000, tokenFactor: 1 };
    calibration.learn(model, estimate, { input: 1_200, cached: 0 });
    expect(calibration.factorOf({ name: "claude", model: "llama3.1" })).toBe(1);
  });

  it.each([
    ["a cut or uncounted prompt", { totalTokens: 8_000, tokenFactor: 1 }, 2_048],
    ["no count at all", { totalTokens: 8_000, tokenFactor: 1 }, 0],
    ["a count of something else", { totalTokens: 1_000, tokenFactor: 1 }, 9_000],
    ["a short prompt", { totalTokens: 100, tokenFactor: 1 }, 150],
  ])("learns nothing from %s", (_what, estimate, input) => {
    const calibration = tokenCalibration();
    calibration.learn(model, estimate, { input, cached: 0 });
    expect(calibration.factors()).toEqual({});
  });
});
