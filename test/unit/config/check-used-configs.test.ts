import { describe, expect, it } from "vitest";
import type { TenantKey } from "#schemas/identifiers.ts";
import type { ConfigId } from "#schemas/llm-config.ts";
import { checkUsedConfigs } from "#shared/config/check-used-configs.ts";
import { newConfigState } from "#shared/config/resolve-configs.ts";
import { newConfigId, sampleConfig, storeConfigs } from "../../support/config/config-samples.ts";
import { memoryConfigStore } from "../../support/stores/memory-config-store.ts";
import { newTenant } from "../../support/stores/node-samples.ts";

const hour = 60 * 60_000;

/** Tenants and their configurations, and a worker that tries them and keeps the result. */
function world() {
  const configs = memoryConfigStore();
  const state = { nowMs: Date.parse("2031-02-04T00:20:00.000Z"), atOnce: 0, mostAtOnce: 0 };
  const clock = { now: () => new Date(state.nowMs) };
  const ill = new Set<ConfigId>();
  const tried: ConfigId[] = [];
  const faults: unknown[] = [];
  const turn: { before: (id: ConfigId) => unknown } = { before: () => {} };

  async function check(owner: TenantKey | "platform", id: ConfigId) {
    state.atOnce += 1;
    state.mostAtOnce = Math.max(state.mostAtOnce, state.atOnce);
    try {
      await turn.before(id);
      const book = (await configs.read([owner])).get(owner)?.book;
      if (book?.configs.every((config) => config.id !== id)) return undefined;
      tried.push(id);
      const health = {
        healthy: !ill.has(id),
        provider: "ollama" as const,
        model: "m",
        latency_ms: 1,
        checked_at: clock.now().toISOString(),
      };
      await configs.changeState(owner, id, (before) => ({
        ...before,
        health,
        failedChecks: health.healthy ? 0 : before.failedChecks + 1,
      }));
      return health;
    } finally {
      state.atOnce -= 1;
    }
  }

  const use = async (tenant: TenantKey, id: ConfigId, usedAt: string) => {
    await configs.noteUsed(tenant, usedAt.slice(0, 10));
    await configs.changeState(tenant, id, (before) => ({ ...before, usedAt }));
  };
  /** A tenant whose configuration answered then. */
  const tenantWith = async (usedAt: string) => {
    const [tenant, config] = [newTenant(), sampleConfig()];
    await storeConfigs(configs, tenant, [config]);
    await use(tenant, config.id, usedAt);
    return { tenant, id: config.id };
  };
  const run = () =>
    checkUsedConfigs({
      configs,
      usedDays: configs.usedDays,
      healthChecker: { check },
      clock,
      onFault: (error) => faults.push(error),
    });
  const left = async () =>
    (await configs.usedDays.listBefore("9999-12-31", { limit: 1_000 })).length;
  return { configs, state, ill, tried, faults, turn, use, tenantWith, run, left };
}

const yesterday = "2031-02-03T10:00:00.000Z";

describe("what tenants used the day before", () => {
  it("is tried once, and not again until it was used on a further day", async () => {
    const { tenantWith, run, tried, left, use, state } = world();
    const { tenant, id } = await tenantWith(yesterday);
    expect(await run()).toEqual({ checked: 1, unhealthy: 0, stale: 0 });
    expect(await run()).toEqual({ checked: 0, unhealthy: 0, stale: 0 });
    expect(await left()).toBe(0);
    await use(tenant, id, "2031-02-04T09:00:00.000Z");
    expect(await run()).toMatchObject({ checked: 0 });
    state.nowMs += 24 * hour;
    expect(await run()).toMatchObject({ checked: 1 });
    expect(tried).toEqual([id, id]);
  });

  it("are those that answered, of a tenant that has others, but for those tried today", async () => {
    const { configs, use, run, tried } = world();
    const tenant = newTenant();
    const [one, idle, old, fresh] = [1, 2, 3, 4].map(() => sampleConfig());
    if (!one || !idle || !old || !fresh) throw new Error("four are made");
    await storeConfigs(configs, tenant, [one, idle, old, fresh]);
    await use(tenant, old.id, "2031-02-02T23:59:59.999Z");
    await use(tenant, one.id, yesterday);
    await use(tenant, fresh.id, yesterday);
    await configs.changeState(tenant, fresh.id, (before) => ({
      ...before,
      health: {
        healthy: true,
        provider: "ollama",
        model: "m",
        latency_ms: 1,
        checked_at: "2031-02-04T00:01:00.000Z",
      },
    }));
    await run();
    expect(tried).toEqual([one.id]);
  });

  it("is tried again the next time where it fails, and then no more: two say that it is unhealthy", async () => {
    const { tenantWith, run, ill, state, configs, left } = world();
    const { tenant, id } = await tenantWith(yesterday);
    ill.add(id);
    expect(await run()).toMatchObject({ checked: 1, unhealthy: 1 });
    expect(await left()).toBe(1);
    state.nowMs += hour;
    expect(await run()).toMatchObject({ checked: 1, unhealthy: 1 });
    expect(await left()).toBe(0);
    const states = (await configs.read([tenant])).get(tenant)?.states;
    expect(states?.get(id)?.failedChecks).toBe(2);
    state.nowMs += hour;
    expect(await run()).toMatchObject({ checked: 0 });
  });

  it("of more than two days ago goes untried", async () => {
    const { tenantWith, run, tried, left } = world();
    await tenantWith("2031-02-02T23:00:00.000Z");
    await tenantWith("2031-01-01T00:00:00.000Z");
    expect(await run()).toEqual({ checked: 0, unhealthy: 0, stale: 2 });
    expect(tried).toEqual([]);
    expect(await left()).toBe(0);
  });

  it("is tried for 50 tenants at a time, five of them at once", async () => {
    const { tenantWith, run, state, turn, left } = world();
    for (let n = 0; n < 60; n += 1) await tenantWith(yesterday);
    turn.before = () => new Promise(setImmediate);
    expect(await run()).toMatchObject({ checked: 50 });
    expect(state.mostAtOnce).toBe(5);
    expect(await left()).toBe(10);
    expect(await run()).toMatchObject({ checked: 10 });
  });

  it("waits for the next time where the providers are slow", async () => {
    const { tenantWith, run, state, turn, left } = world();
    for (let n = 0; n < 40; n += 1) await tenantWith(yesterday);
    turn.before = () => {
      state.nowMs += 4_000;
    };
    const { checked } = await run();
    expect(checked).toBeGreaterThanOrEqual(15);
    expect(checked).toBeLessThanOrEqual(20);
    expect(await left()).toBe(40 - checked);
  });

  it("goes on past one that cannot be tried, which keeps its turn", async () => {
    const { configs, tenantWith, use, run, turn, faults, left, tried } = world();
    const broken = await tenantWith(yesterday);
    const other = sampleConfig();
    const first = (await configs.read([broken.tenant])).get(broken.tenant)?.book.configs ?? [];
    await storeConfigs(configs, broken.tenant, [...first, other]);
    await use(broken.tenant, other.id, yesterday);
    const well = await tenantWith(yesterday);
    turn.before = (id) => {
      if (id === broken.id) throw new Error("the worker is away");
    };
    expect(await run()).toMatchObject({ checked: 2 });
    expect(faults).toHaveLength(1);
    expect(await left()).toBe(1);
    turn.before = () => {};
    expect(await run()).toMatchObject({ checked: 1 });
    expect(tried.toSorted()).toEqual([broken.id, other.id, well.id].toSorted());
    expect(await left()).toBe(0);
  });

  it("is not paid for twice where the schedule ended between a check and taking the day away", async () => {
    const { configs, tenantWith, run, tried, left } = world();
    const { id } = await tenantWith(yesterday);
    const { remove } = configs.usedDays;
    configs.usedDays.remove = () => Promise.reject(new Error("the function was ended"));
    await run();
    configs.usedDays.remove = remove;
    expect(await left()).toBe(1);
    expect(await run()).toMatchObject({ checked: 0 });
    expect(tried).toEqual([id]);
    expect(await left()).toBe(0);
  });

  it("is forgotten where the tenant or the configuration was deleted meanwhile", async () => {
    const { configs, tenantWith, use, run, turn, tried, left } = world();
    const gone = newTenant();
    await use(gone, newConfigId(), yesterday);
    const going = await tenantWith(yesterday);
    turn.before = () => storeConfigs(configs, going.tenant, []);
    await run();
    expect(await run()).toMatchObject({ checked: 0 });
    expect(tried).toEqual([]);
    expect(await left()).toBe(0);
    const states = (await configs.read([going.tenant])).get(going.tenant)?.states;
    expect(states?.get(going.id) ?? newConfigState).toMatchObject({ health: null });
  });
});
