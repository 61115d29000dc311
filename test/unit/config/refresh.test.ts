import { describe, expect, it } from "vitest";
import { cacheStatus, invalidateCache, refreshCache } from "#shared/config/cache-status.ts";
import { listProviders } from "#shared/config/list-providers.ts";
import { refreshConfigs } from "#shared/config/refresh-configs.ts";
import { sampleConfig, storeConfigs } from "../../support/config/config-samples.ts";
import { memoryConfigStore } from "../../support/stores/memory-config-store.ts";
import { newTenant } from "../../support/stores/node-samples.ts";

const ada = { tenant: newTenant(), subject: "ada", roles: ["user" as const] };
const root = { tenant: newTenant(), subject: "root", roles: ["admin" as const] };

function world() {
  const configs = memoryConfigStore();
  const state = { nowMs: Date.parse("2031-02-03T05:00:00.000Z") };
  const services = {
    configs,
    clock: { now: () => new Date(state.nowMs) },
    platformDefault: undefined,
    allowMock: false,
    ttlMinutes: 60,
  };
  return { configs, state, services };
}

describe("the state of the configurations", () => {
  it("says nobody answers where nothing is configured", async () => {
    const { services } = world();
    expect(await cacheStatus({ caller: ada, scope: "user" }, services)).toEqual({
      scope: "user",
      epoch: 0,
      refreshed_at: null,
      age_minutes: null,
      ttl_minutes: 60,
      provider: null,
      model: null,
    });
  });

  it("is refreshed by its owner: the epoch rises, its age begins anew, and the trail says so", async () => {
    const { services, configs, state } = world();
    await storeConfigs(configs, ada.tenant, [sampleConfig({ model: "a" })]);
    const input = { caller: ada, scope: "user" } as const;
    expect(await refreshCache(input, services)).toMatchObject({
      epoch: 2,
      age_minutes: 0,
      provider: "ollama",
      model: "a",
      changed: true,
    });
    state.nowMs += 150_000;
    expect(await cacheStatus(input, services)).toMatchObject({ epoch: 2, age_minutes: 2 });
    expect(await refreshCache(input, services)).toMatchObject({ epoch: 3, changed: false });
    expect(await invalidateCache(input, services)).toMatchObject({ epoch: 4 });
    const { items } = await configs.audit(ada.tenant, { limit: 10 });
    expect(items.map(({ action, by }) => `${action} ${by}`).sort()).toEqual([
      "invalidated ada",
      "refreshed ada",
      "refreshed ada",
    ]);
  });

  it.each([cacheStatus, invalidateCache, refreshCache])(
    "of the platform is for admins: %o",
    async (run) => {
      const { services } = world();
      await expect(run({ caller: ada, scope: "platform" }, services)).rejects.toMatchObject({
        code: "forbidden",
      });
      expect((await run({ caller: root, scope: "platform" }, services)).scope).toBe("platform");
    },
  );
});

describe("the schedule", () => {
  it("tries the platform's configurations alone, and goes on after one that could not be tried", async () => {
    const { configs, services } = world();
    const [well, ill, broken] = [sampleConfig(), sampleConfig(), sampleConfig()];
    await storeConfigs(configs, "platform", [well, ill, broken]);
    await storeConfigs(configs, ada.tenant, [sampleConfig()]);
    const faults: unknown[] = [];
    const tried: string[] = [];
    const refreshed = await refreshConfigs({
      ...services,
      usedDays: configs.usedDays,
      keys: { remove: async () => {}, removeSecret: async () => {} },
      onFault: (error) => faults.push(error),
      healthChecker: {
        async check(owner, id) {
          tried.push(owner);
          if (id === broken.id) throw new Error("the worker is away");
          return {
            healthy: id === well.id,
            provider: "ollama",
            model: "m",
            latency_ms: 1,
            checked_at: "2031-02-03T05:00:00.000Z",
          };
        },
      },
    });
    expect(refreshed).toEqual({
      checked: 2,
      unhealthy: 1,
      cleaned: 0,
      changed: true,
      used: { checked: 0, unhealthy: 0, stale: 0 },
    });
    expect(tried).toEqual(["platform", "platform", "platform"]);
    expect(faults).toHaveLength(1);
    const { items } = await configs.audit("platform", { limit: 10 });
    expect(items).toMatchObject([{ action: "refreshed", by: "schedule" }]);
  });
});

describe("the list of providers", () => {
  it("has all, with what is known of their models", () => {
    const providers = listProviders({ allowMock: false });
    expect(providers.map(({ provider, available }) => `${provider} ${available}`)).toEqual([
      "anthropic true",
      "openai true",
      "ollama true",
      "mock false",
    ]);
    const priced = providers.flatMap(({ models }) => models).find(({ id }) => id === "gpt-6.1-sol");
    expect(priced?.price).toEqual({ input: 2, cached: 0.1, output: 10 });
  });
});
