import { describe, expect, it } from "vitest";
import { openBudget } from "#shared/generation/budget.ts";
import { openLedger } from "#shared/generation/ledger.ts";
import { type NextCall, worstCall } from "#shared/generation/worst-call.ts";
import type { ProviderName } from "#shared/providers/provider.ts";
import { scriptedProvider } from "../../support/generation/scripted-provider.ts";

const now = Date.parse("2031-02-03T04:05:06.000Z");
const spent = (tokens: number, cost: number | null) => ({
  model_used: "m",
  tokens_used: tokens,
  generation_time_ms: 1,
  cost_usd: cost,
  attempts: 1,
});

const budgetOf = (
  changes: {
    name?: ProviderName;
    model?: string;
    earlier?: ReturnType<typeof spent>;
    tokens?: number;
    usd?: number;
    leftMs?: number;
  } = {},
) => {
  const { name = "claude", model = "claude-sonnet-5-5" } = changes;
  const clock = { now: () => new Date(now) };
  const provider = { ...scriptedProvider("x"), name, model };
  const ledger = openLedger({ provider, earlier: changes.earlier, durations: () => ({}), clock });
  const limits = { budgetTokens: changes.tokens ?? 100_000, budgetUsd: changes.usd ?? 1 };
  const deadline = now + (changes.leftMs ?? 60_000);
  const budget = openBudget({ limits, deadline, ledger, clock });
  return { refusal: (call: NextCall) => budget.refusal(worstCall(provider, call)) };
};

const call = { promptTokens: 5_000, replyTokens: 8_192 };

describe("the budget of a job", () => {
  it("holds a call whose worst case fits", () => {
    expect(budgetOf().refusal(call)).toBeUndefined();
  });

  it("counts the prompt on the high side, and what the model may think", () => {
    // 5,000 × 1.4 of prompt, 8,192 of reply and 16,384 of thinking.
    expect(budgetOf({ tokens: 31_576 }).refusal(call)).toBeUndefined();
    expect(budgetOf({ tokens: 31_575 }).refusal(call)).toContain("budget of 31575 tokens");
  });

  it("counts what earlier claims of the job spent", () => {
    expect(budgetOf({ earlier: spent(70_000, 0.1) }).refusal(call)).toContain("70000 are spent");
  });

  it("holds the worst case in money, where the price is known", () => {
    // $2 a million in, $10 a million out.
    expect(budgetOf({ usd: 0.26 }).refusal(call)).toBeUndefined();
    expect(budgetOf({ usd: 0.25 }).refusal(call)).toContain("budget of $0.25");
    expect(budgetOf({ earlier: spent(1_000, 0.9) }).refusal(call)).toContain("$0.9000 are spent");
  });

  it("does not limit money where the price, or what was paid, is not known", () => {
    expect(budgetOf({ model: "claude-haiku-5-5", usd: 0 }).refusal(call)).toBeUndefined();
    expect(budgetOf({ usd: 0, earlier: spent(1_000, null) }).refusal(call)).toBeUndefined();
    const unknown = { model: "claude-haiku-5-5", tokens: 1_000 };
    expect(budgetOf(unknown).refusal(call)).toContain("1000 tokens");
  });

  it("costs nothing offline", () => {
    expect(budgetOf({ name: "mock", model: "patterns", usd: 0 }).refusal(call)).toBeUndefined();
  });

  it("ends with the time", () => {
    expect(budgetOf({ leftMs: 0 }).refusal(call)).toContain("time");
  });

  it("leaves no time for a call that took longer before", async () => {
    let at = now;
    const clock = { now: () => new Date(at) };
    const slow = scriptedProvider(async () => {
      at += 20_000;
      return "text";
    });
    const ledger = openLedger({ provider: slow, earlier: undefined, durations: () => ({}), clock });
    const limits = { budgetTokens: 1_000_000, budgetUsd: 10 };
    const worst = worstCall(slow, call);
    const budget = openBudget({ limits, deadline: now + 39_000, ledger, clock });
    expect(budget.refusal(worst)).toBeUndefined();
    const request = {
      system: "",
      prompt: "",
      maxOutputTokens: 1,
      task: { kind: "create", request: "x", context: {} },
    } as const;
    const signal = new AbortController().signal;
    await ledger.provider.generate(request, { signal, deadline: now + 39_000 });
    expect(budget.refusal(worst)).toContain("time");
  });
});
