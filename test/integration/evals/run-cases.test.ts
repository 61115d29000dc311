import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ProviderError } from "#shared/providers/provider.ts";
import { type OpenRun, openProvider, openScripted } from "../../../evals/runner/open-run.ts";
import { openPurse } from "../../../evals/runner/purse.ts";
import { type CaseResult, runCases } from "../../../evals/runner/run-cases.ts";
import { celsiusCase } from "../../support/evals/eval-samples.ts";
import { plainSandbox } from "../../support/generation/plain-sandbox.ts";
import { scriptedProvider } from "../../support/generation/scripted-provider.ts";
import { startClaudeServer } from "../../support/providers/claude-server.ts";
import { testKey } from "../../support/providers/every-provider.ts";
import { twoPartReply } from "../../support/providers/two-part-reply.ts";

const cases = [celsiusCase({ id: "a" }), celsiusCase({ id: "b" })];
const waits: number[] = [];
let open: OpenRun;
let passedMs = 0;

beforeAll(async () => {
  open = await openScripted();
});
beforeEach(() => {
  waits.length = 0;
});
afterAll(() => open.close());

/** A node in a process of its own is not needed here; time passes only where somebody waits. */
async function run(
  provider: ReturnType<typeof scriptedProvider>,
  { mostUsd = 10, repeat = 1 } = {},
): Promise<{ results: CaseResult[]; told: string[] }> {
  const purse = openPurse(mostUsd);
  const told: string[] = [];
  const results = await runCases(
    { cases, repeat, concurrency: 1 },
    {
      ...open.services,
      sandbox: plainSandbox,
      clock: { now: () => new Date(Date.UTC(2031, 0, 1) + passedMs) },
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
        passedMs += milliseconds;
      },
      provider: async () => purse.paying(provider),
      purse,
      onResult: ({ id }) => told.push(id),
    },
  );
  return { results, told };
}

const outcomes = (results: readonly CaseResult[]) =>
  results.map(({ id, outcome }) => `${id} ${outcome}`);

describe("a run of cases", () => {
  it("runs each as often as asked, and tells each as it ends", async () => {
    const { results, told } = await run(scriptedProvider(twoPartReply()), { repeat: 2 });
    expect(outcomes(results)).toEqual(["a first", "a first", "b first", "b first"]);
    expect(told).toEqual(["a", "a", "b", "b"]);
    expect(results[0]).toMatchObject({ proven: true, right: true, attempts: 1, tokens: 170 });
    expect(results[0]?.costUsd).toBeCloseTo(0.000_704);
  });

  it("waits where the provider has too much to do, and asks again", async () => {
    const busy = new ProviderError("overloaded", "busy", { retryAfterMs: 30_000 });
    const { results } = await run(scriptedProvider(busy, twoPartReply()));
    expect(outcomes(results)).toEqual(["a first", "b first"]);
    expect(waits).toEqual([30_000]);
  });

  it("does not hold against the model what its provider did not answer", async () => {
    const refused = new ProviderError("auth", "the key is wrong");
    const { results } = await run(scriptedProvider(refused));
    expect(outcomes(results)).toEqual(["a error", "b error"]);
  });

  it("stops before it spends more than it may", async () => {
    const usage = { input: 100, cached: 0, output: 10_000, reasoning: 0 };
    const dear = scriptedProvider({ text: twoPartReply(), usage });
    const { results } = await run(dear, { mostUsd: 0.3 });
    expect(outcomes(results)).toEqual(["a first", "b not_run"]);
    const poor = await run(scriptedProvider(twoPartReply()), { mostUsd: 0.01 });
    expect(outcomes(poor.results)).toEqual(["a not_run", "b not_run"]);
  });
});

describe("a run with a provider", () => {
  const purse = openPurse(1);

  it("says what is missing where none is chosen, or its key is not there", async () => {
    const none = openProvider({}, { name: undefined, purse });
    await expect(none).rejects.toThrow(/no provider is chosen: set LLM_PROVIDER/);
    const keyless = openProvider({}, { name: "claude", purse });
    await expect(keyless).rejects.toThrow(/ANTHROPIC_API_KEY/);
  });

  it("asks the endpoint of the environment with the key of the environment", async () => {
    await using server = await startClaudeServer();
    const source = {
      LLM_PROVIDER: "claude",
      ANTHROPIC_API_KEY: testKey,
      ANTHROPIC_BASE_URL: server.url,
    };
    const real = await openProvider(source, { name: undefined, purse });
    try {
      const services = { ...real.services, sandbox: plainSandbox, purse, onResult: () => {} };
      const results = await runCases({ cases, repeat: 1, concurrency: 2 }, services);
      expect(outcomes(results)).toEqual(["a first", "b first"]);
      expect(results.every(({ right, costUsd }) => right && costUsd !== null)).toBe(true);
    } finally {
      await real.close();
    }
    expect(real.label).toBe("claude/claude-sonnet-5-5");
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${testKey}`,
      `Bearer ${testKey}`,
    ]);
    const sent = JSON.stringify(server.requests.map(({ body }) => body));
    expect(sent).toContain("Convert `celsius` to `fahrenheit`");
    expect(sent).not.toContain("body heat");
  });

  it("is named by provider and model", async () => {
    const mock = await openProvider({}, { name: "mock", purse });
    await mock.close();
    expect([mock.label, mock.isPriced]).toEqual(["mock/patterns", true]);
  });
});
