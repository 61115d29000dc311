import { describe, expect, it } from "vitest";
import type { ProviderRequest } from "#shared/providers/provider.ts";
import { openPurse, PurseEmpty } from "../../../evals/runner/purse.ts";
import { scriptedProvider } from "../../support/generation/scripted-provider.ts";

const request: ProviderRequest = {
  system: "s",
  prompt: "p",
  maxOutputTokens: 1_000,
  task: { kind: "create", request: "r", context: {} },
};
const call = { signal: new AbortController().signal, deadline: Number.MAX_SAFE_INTEGER };

/** With room to think, a reply of this model can take 17,384 tokens at $10 a million. */
const worst = 0.174;

describe("the purse of a run", () => {
  it("pays while the most that a call can cost fits, and then no more", async () => {
    const purse = openPurse(worst + 0.0001);
    const provider = purse.paying(scriptedProvider({ text: "a reply" }));
    await provider.generate(request, call);
    expect(purse.spentUsd).toBeCloseTo(0.000_704);
    expect(purse.isEmpty).toBe(false);
    await expect(provider.generate(request, call)).rejects.toBeInstanceOf(PurseEmpty);
    expect(purse.isEmpty).toBe(true);
  });

  it("sets aside what calls that are under way can cost", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const purse = openPurse(1.5 * worst);
    const provider = purse.paying(scriptedProvider(() => promise));
    const first = provider.generate(request, call);
    await expect(provider.generate(request, call)).rejects.toBeInstanceOf(PurseEmpty);
    resolve("a reply");
    await expect(first).resolves.toMatchObject({ text: "a reply" });
  });

  it("takes back what was set aside for a call that failed", async () => {
    const purse = openPurse(1.5 * worst);
    const provider = purse.paying(scriptedProvider(new Error("broken"), "a reply"));
    await expect(provider.generate(request, call)).rejects.toThrow("broken");
    await expect(provider.generate(request, call)).resolves.toMatchObject({ text: "a reply" });
  });
});
