import { describe, expect, it } from "vitest";
import { checkConfigHealth, type HealthChange } from "#shared/config/check-config-health.ts";
import { AddressNotPublic } from "#shared/network/resolve-public.ts";
import type { Provider, ProviderCall, ProviderErrorKind } from "#shared/providers/provider.ts";
import { providerFailure } from "#shared/providers/provider-failure.ts";
import { newConfigId, sampleConfig, storeConfigs } from "../../support/config/config-samples.ts";
import { memoryConfigStore } from "../../support/stores/memory-config-store.ts";

/** One configuration of the platform, whose provider does as `turn.now` says. */
async function world() {
  const configs = memoryConfigStore();
  const config = sampleConfig({ provider: "openai", model: "gpt" });
  await storeConfigs(configs, "platform", [config]);
  const turn: { now?: Error; meanwhile?: () => Promise<void> } = {};
  const calls: ProviderCall[] = [];
  const changes: HealthChange[] = [];
  let nowMs = Date.parse("2031-02-03T04:05:06.000Z");
  const usage = { input: 1, cached: 0, output: 1, reasoning: 0 };
  const provider: Provider = {
    name: "openai",
    model: "gpt",
    async generate(_request, call) {
      calls.push(call);
      nowMs += 250;
      await turn.meanwhile?.();
      if (turn.now !== undefined) throw turn.now;
      return { text: "", stop: "max_tokens", rawStop: "x", usage, model: "gpt", notes: [] };
    },
  };
  const services = {
    configs,
    clock: { now: () => new Date(nowMs) },
    providerOf: async () => provider,
    onHealthChange: (change: HealthChange) => changes.push(change),
  };
  const check = (configId = config.id) =>
    checkConfigHealth({ owner: "platform", configId, by: "ada" }, services);
  const state = async () =>
    (await configs.read(["platform"])).get("platform")?.states.get(config.id);
  return { configs, config, turn, calls, changes, check, state };
}

describe("trying a configuration", () => {
  it("makes one small call, and keeps how it went", async () => {
    const { check, calls, state } = await world();
    const health = await check();
    expect(health).toMatchObject({
      healthy: true,
      provider: "openai",
      model: "gpt",
      latency_ms: 250,
    });
    expect(calls).toMatchObject([{ attempts: 1 }]);
    expect(await state()).toMatchObject({ health, failedChecks: 0 });
  });

  it.each([
    ["auth", "bad_key"],
    ["permission", "bad_key"],
    ["not_found", "no_such_model"],
    ["quota", "quota"],
    ["rate_limit", "overloaded"],
    ["overloaded", "overloaded"],
    ["server", "unreachable"],
    ["timeout", "unreachable"],
    ["network", "unreachable"],
    ["bad_payload", "bad_answer"],
    ["bad_request", "bad_answer"],
  ] as const)("names %s in our words, %s, and none of the provider's", async (kind, code) => {
    const { check, turn } = await world();
    turn.now = providerFailure(kind satisfies ProviderErrorKind, {
      cause: new Error("sk-planted of ada"),
    });
    const health = await check();
    expect(health).toMatchObject({ healthy: false, error: { code } });
    expect(JSON.stringify(health)).not.toContain("sk-planted");
  });

  it("tells an address that is refused from one that does not answer", async () => {
    const { check, turn } = await world();
    turn.now = providerFailure("network", { cause: new AddressNotPublic("inside") });
    expect(await check()).toMatchObject({ error: { code: "refused_address" } });
  });

  it("is unhealthy after two failures in a row, healthy after one success; both are told and kept", async () => {
    const { check, turn, changes, configs, state } = await world();
    turn.now = providerFailure("auth");
    await check();
    expect(changes).toEqual([]);
    await check();
    await check();
    expect(await state()).toMatchObject({ failedChecks: 3 });
    delete turn.now;
    await check();
    expect(changes.map(({ became }) => became)).toEqual(["unhealthy", "healthy"]);
    const { items } = await configs.audit("platform", { limit: 10 });
    expect(items.map(({ action, by }) => `${action} ${by}`)).toEqual([
      "became_healthy ada",
      "became_unhealthy ada",
    ]);
  });

  it("that succeeds closes the breaker", async () => {
    const { check, configs, config, state } = await world();
    await configs.changeState("platform", config.id, (before) => ({
      ...before,
      breaker: { state: "open", failures: 7, retryAt: "2031-02-03T05:00:00.000Z" },
    }));
    await check();
    expect((await state())?.breaker).toMatchObject({ state: "closed", failures: 0 });
  });

  it("is undefined where it is not there", async () => {
    const { check } = await world();
    expect(await check(newConfigId())).toBeUndefined();
  });

  it("keeps nothing of one that was deleted while its provider was asked", async () => {
    const { check, configs, state, turn } = await world();
    turn.meanwhile = () => storeConfigs(configs, "platform", []);
    expect(await check()).toBeUndefined();
    expect(await state()).toBeUndefined();
  });
});
