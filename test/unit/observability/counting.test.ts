import { describe, expect, it } from "vitest";
import { AppError } from "#shared/app-error.ts";
import type { GenerationOutcome } from "#shared/generation/run-generation.ts";
import { AddressNotPublic } from "#shared/network/resolve-public.ts";
import { countGeneration, scopeOf } from "#shared/observability/count-generation.ts";
import { measuredPool } from "#shared/observability/measured-provider.ts";
import { metricRecorder } from "#shared/observability/metric-recorder.ts";
import type { Metrics } from "#shared/observability/metrics.ts";
import type { Provider, ProviderReply, ProviderRequest } from "#shared/providers/provider.ts";
import { providerFailure } from "#shared/providers/provider-failure.ts";
import { metricsIn } from "../../support/observability/captured-lines.ts";

async function toldBy(tell: (metrics: Metrics) => unknown) {
  const recorder = metricRecorder();
  await tell(recorder);
  return metricsIn(recorder.take(new Date(0)).map((line) => JSON.parse(line)));
}

const ended = (outcome: GenerationOutcome, strategy: "model" | "partial" | "none" = "model") => ({
  outcome,
  summary: { provider: "openai", strategy },
  durationMs: 1_500,
});

describe("a generation", () => {
  it("counts by provider and outcome, with how long it took", async () => {
    expect(await toldBy((metrics) => countGeneration(ended("succeeded"), metrics))).toEqual([
      { provider: "openai", status: "succeeded", node_generation_total: 1 },
      { provider: "openai", node_generation_duration_seconds: 1.5 },
    ]);
  });

  it("counts as a fallback where no model made its node", async () => {
    const told = await toldBy((metrics) => countGeneration(ended("succeeded", "partial"), metrics));
    expect(told).toContainEqual({ strategy: "partial", node_generation_fallbacks_total: 1 });
  });

  it("counts for nobody where nobody was asked, or somebody unknown", async () => {
    for (const summary of [undefined, { provider: "tenant-1", strategy: "none" as const }]) {
      const one = { ...ended("failed"), summary };
      const told = await toldBy((metrics) => countGeneration(one, metrics));
      expect(told[0]).toMatchObject({ provider: "none", status: "failed" });
    }
  });

  it("that was lost counts as that alone, and one that was not taken as nothing", async () => {
    expect(await toldBy((metrics) => countGeneration(ended("lost"), metrics))).toEqual([
      { jobs_lease_lost_total: 1 },
    ]);
    expect(await toldBy((metrics) => countGeneration(ended("not_taken"), metrics))).toEqual([]);
  });

  it("belongs to the platform or to a user", () => {
    expect([scopeOf("platform"), scopeOf("tenant-1")]).toEqual(["platform", "user"]);
  });
});

const reply: ProviderReply = {
  text: "",
  stop: "complete",
  rawStop: undefined,
  usage: { input: 1_000, cached: 200, output: 300, reasoning: 0 },
  model: "claude-sonnet-5-5",
  notes: [],
};

const asked = (kind: ProviderRequest["task"]["kind"]): ProviderRequest => ({
  system: "",
  prompt: "",
  maxOutputTokens: 10,
  task: { kind, request: "", context: {} },
});

const call = { signal: new AbortController().signal, deadline: 0 };

/** A pool of one provider that answers so. */
const poolOf =
  (generate: Provider["generate"], model = "claude-sonnet-5-5") =>
  async (): Promise<Provider> => ({ name: "claude", model, generate });

describe("a call to a model", () => {
  const onBlockedEndpoint = () => {};

  it("counts its tokens by direction and its price", async () => {
    const told = await toldBy(async (metrics) => {
      const pool = measuredPool(
        poolOf(async () => reply),
        { metrics, onBlockedEndpoint },
      );
      await (await pool("one", "model")).generate(asked("create"), call);
    });
    expect(told).toContainEqual({ direction: "input", node_generation_tokens_total: 1_000 });
    expect(told).toContainEqual({ direction: "cached_input", node_generation_tokens_total: 200 });
    expect(told).toContainEqual({ direction: "output", node_generation_tokens_total: 300 });
    expect(told).toContainEqual({ node_generation_cost_usd: expect.any(Number) });
    expect(told.flatMap(Object.keys)).not.toContain("node_generation_repairs_total");
  });

  it("counts as a repair where it mends, and has no price where none is known", async () => {
    const told = await toldBy(async (metrics) => {
      const pool = measuredPool(
        poolOf(async () => reply, "own-model"),
        {
          metrics,
          onBlockedEndpoint,
        },
      );
      await (await pool("one", "model")).generate(asked("repair"), call);
    });
    expect(told).toContainEqual({ node_generation_repairs_total: 1 });
    expect(told.flatMap(Object.keys)).not.toContain("node_generation_cost_usd");
  });

  it("that fails counts by its kind, also where the provider could not be made", async () => {
    const failing = async () => {
      throw providerFailure("rate_limit");
    };
    const missing = async () => {
      throw providerFailure("auth");
    };
    const told = await toldBy(async (metrics) => {
      const pool = measuredPool(poolOf(failing), { metrics, onBlockedEndpoint });
      const provider = await pool("one", "model");
      await expect(provider.generate(asked("create"), call)).rejects.toThrow();
      const without = measuredPool(missing, { metrics, onBlockedEndpoint });
      await expect(without("one", "model")).rejects.toThrow();
    });
    expect(told).toEqual([
      { kind: "rate_limit", provider_errors_total: 1 },
      { kind: "auth", provider_errors_total: 1 },
    ]);
  });

  it("to an address that is not public is told apart; what is no provider's failure is not", async () => {
    const blocked: true[] = [];
    const errors = [
      providerFailure("network", { cause: new AddressNotPublic("10.0.0.1") }),
      new AppError("unavailable", "Later."),
    ];
    const told = await toldBy(async (metrics) => {
      for (const error of errors) {
        const failing = poolOf(async () => {
          throw error;
        });
        const measuring = { metrics, onBlockedEndpoint: () => void blocked.push(true) };
        const provider = await measuredPool(failing, measuring)("one", "model");
        await expect(provider.generate(asked("create"), call)).rejects.toBe(error);
      }
    });
    expect(blocked).toHaveLength(1);
    expect(told).toEqual([{ kind: "network", provider_errors_total: 1 }]);
  });
});
