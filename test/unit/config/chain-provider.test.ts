import { describe, expect, it } from "vitest";
import type { BreakerChange } from "#shared/config/chain-provider.ts";
import { chainProvider } from "#shared/config/chain-provider.ts";
import { nameOf } from "#shared/config/config-names.ts";
import type { StoredConfig } from "#shared/config/config-store.ts";
import { type Candidate, resolveConfigs } from "#shared/config/resolve-configs.ts";
import type { Provider, ProviderErrorKind, ProviderRequest } from "#shared/providers/provider.ts";
import { providerFailure } from "#shared/providers/provider-failure.ts";
import { sampleConfig, storeConfigs } from "../../support/config/config-samples.ts";
import { memoryConfigStore } from "../../support/stores/memory-config-store.ts";
import { newTenant } from "../../support/stores/node-samples.ts";

const tenant = newTenant();
const request: ProviderRequest = {
  system: "s",
  prompt: "p",
  maxOutputTokens: 8_192,
  task: { kind: "create", request: "Add", context: {} },
};

type Turn = ProviderErrorKind | "answer" | ((deadline: number) => "answer");

/** Configurations in a chain, each of which does as its entry in `turns` says at that time. */
async function world(configs: readonly StoredConfig[], turns: Record<string, Turn>) {
  const store = memoryConfigStore();
  await storeConfigs(store, tenant, configs);
  const state = { nowMs: Date.parse("2031-02-03T04:05:06.000Z") };
  const clock = { now: () => new Date(state.nowMs) };
  const asked: { model: string; request: ProviderRequest; deadline: number }[] = [];
  const changes: BreakerChange[] = [];
  const faults: unknown[] = [];

  const providerOf = async (candidate: Candidate, model: string): Promise<Provider> => ({
    name: "ollama",
    model,
    async generate(given, { deadline }) {
      asked.push({ model, request: given, deadline });
      const turn = turns[nameOf(candidate).model] ?? "answer";
      const outcome = typeof turn === "function" ? turn(deadline) : turn;
      if (outcome !== "answer") throw providerFailure(outcome);
      const usage = { input: 1, cached: 0, output: 1, reasoning: 0 };
      return { text: model, stop: "complete", rawStop: "x", usage, model, notes: [] };
    },
  });
  const chain = async () => {
    const services = { store, platformDefault: undefined, allowMock: false };
    const candidates = await resolveConfigs({ tenant }, services);
    return chainProvider(candidates, {
      providerOf,
      store,
      clock,
      onBreaker: (change) => changes.push(change),
      onFault: (error) => faults.push(error),
    });
  };
  /** One job with one call. */
  const generate = async (more: { signal?: AbortSignal; request?: ProviderRequest } = {}) => {
    const provider = await chain();
    const signal = more.signal ?? new AbortController().signal;
    const call = { signal, deadline: state.nowMs + 60_000 };
    const reply = await provider.generate(more.request ?? request, call);
    return { reply, tried: provider.tried?.() };
  };
  const breakerOf = async (index: number) => {
    const { id } = configs[index] ?? sampleConfig();
    return (await store.read([tenant])).get(tenant)?.states.get(id)?.breaker;
  };
  return { store, state, asked, changes, faults, chain, generate, breakerOf };
}

const pair = () => [
  sampleConfig({ model: "a" }),
  sampleConfig({ model: "b", fallbackOrder: 1, provider: "openai" }),
];

const outages = [
  "rate_limit",
  "overloaded",
  "server",
  "timeout",
  "network",
  "bad_payload",
] as const;
const refusals = ["auth", "permission", "not_found", "quota"] as const;

describe("a chain of configurations", () => {
  it("asks the first alone where that one answers", async () => {
    const { generate, asked } = await world(pair(), {});
    const { reply, tried } = await generate();
    expect(reply).toMatchObject({ text: "a", notes: [], answeredBy: { model: "a" } });
    expect(asked.map(({ model }) => model)).toEqual(["a"]);
    expect(tried).toMatchObject([{ provider: "ollama", model: "a", outcome: "answered" }]);
  });

  it.each([...outages, ...refusals])("goes on to the next after %s, and says so", async (kind) => {
    const { generate, faults } = await world(pair(), { a: kind });
    const { reply, tried } = await generate();
    expect(reply).toMatchObject({ text: "b", answeredBy: { model: "b" } });
    expect(reply.notes).toEqual([expect.stringMatching(/^ollama \(a\) was asked first\. /)]);
    expect(tried).toMatchObject([
      { model: "a", outcome: kind },
      { model: "b", outcome: "answered", provider: "openai" },
    ]);
    expect(faults).toHaveLength(1);
  });

  it.each(["bad_request", "too_large", "aborted", "no_pattern"] as const)(
    "does not go on after %s, which the request itself causes",
    async (kind) => {
      const { generate, asked } = await world(pair(), { a: kind });
      await expect(generate()).rejects.toMatchObject({ kind });
      expect(asked).toHaveLength(1);
    },
  );

  it("does not go on where the caller has left", async () => {
    const { generate, asked } = await world(pair(), { a: "network" });
    await expect(generate({ signal: AbortSignal.abort() })).rejects.toMatchObject({
      kind: "network",
    });
    expect(asked).toHaveLength(1);
  });

  it("tells what the first one said where none answers, or what time mends", async () => {
    const first = await world(pair(), { a: "auth", b: "server" });
    await expect(first.generate()).rejects.toMatchObject({ kind: "auth" });
    const mended = await world(pair(), { a: "auth", b: "overloaded" });
    await expect(mended.generate()).rejects.toMatchObject({ kind: "overloaded" });
  });

  it("shares the time of the call, and gives the last all that is left", async () => {
    const configs = [...pair(), sampleConfig({ model: "c", fallbackOrder: 2 })];
    const failing = { a: "network", b: "network" } as const;
    const { generate, asked, state } = await world(configs, failing);
    const start = state.nowMs;
    await generate();
    const deadlines = asked.map(({ deadline }) => deadline - start);
    expect(deadlines).toEqual([20_000, 30_000, 60_000]);
  });

  it("asks each as it is configured", async () => {
    const config = sampleConfig({
      model: "small",
      repairModel: "large",
      temperature: 1,
      maxTokens: 4_096,
    });
    const { generate, asked } = await world([config], {});
    await generate();
    const repair = { ...request, task: { ...request.task, kind: "repair" as const } };
    await generate({ request: repair });
    expect(asked.map(({ model }) => model)).toEqual(["small", "large"]);
    expect(asked[0]?.request).toMatchObject({
      temperature: 1,
      maxOutputTokens: 4_096,
      mostOutputTokens: 4_096,
    });
  });

  it("sends Claude no temperature that nobody chose", async () => {
    const claude = { provider: "anthropic", model: "c" } as const;
    const unset = await world([sampleConfig(claude)], {});
    await unset.generate();
    expect(unset.asked[0]?.request).not.toHaveProperty("temperature");
    const chosen = await world([sampleConfig({ ...claude, temperature: 0.7 })], {});
    await chosen.generate();
    expect(chosen.asked[0]?.request.temperature).toBe(0.7);
  });
});

describe("the breaker of a configuration", () => {
  const fail = async (
    { generate }: Pick<Awaited<ReturnType<typeof world>>, "generate">,
    times: number,
  ) => {
    for (let n = 0; n < times; n += 1) await generate();
  };

  it("opens after five outages, closes after one probe that succeeds, over separate jobs", async () => {
    const turns: Record<string, Turn> = { a: "server" };
    const here = await world(pair(), turns);
    await fail(here, 5);
    expect(await here.breakerOf(0)).toMatchObject({ state: "open", failures: 5 });
    here.asked.length = 0;
    const { tried } = await here.generate();
    expect(here.asked.map(({ model }) => model)).toEqual(["b"]);
    expect(tried).toMatchObject([{ model: "a", outcome: "left_alone" }, { model: "b" }]);

    here.state.nowMs += 30_000;
    turns.a = "answer";
    const probe = await here.generate();
    expect(probe.reply.text).toBe("a");
    expect(await here.breakerOf(0)).toEqual({ state: "closed", failures: 0, retryAt: null });
    expect(here.changes.map(({ state, model }) => `${model} ${state}`)).toEqual([
      "a open",
      "a half_open",
      "a closed",
    ]);
    expect(here.changes[0]).toMatchObject({ owner: tenant, failures: 5 });
  });

  it("gives the probe to one of many callers", async () => {
    const turns: Record<string, Turn> = { a: "server" };
    const here = await world(pair(), turns);
    await fail(here, 5);
    here.state.nowMs += 30_000;
    here.asked.length = 0;
    const chains = await Promise.all(Array.from({ length: 8 }, here.chain));
    const call = { signal: new AbortController().signal, deadline: here.state.nowMs + 60_000 };
    await Promise.all(chains.map((chain) => chain.generate(request, call)));
    expect(here.asked.filter(({ model }) => model === "a")).toHaveLength(1);
    expect(await here.breakerOf(0)).toMatchObject({ state: "open", failures: 6 });
  });

  it("does not open for a key that is not accepted, and a probe so answered closes it", async () => {
    const turns: Record<string, Turn> = { a: "auth" };
    const here = await world(pair(), turns);
    await fail(here, 8);
    expect(here.asked.filter(({ model }) => model === "a")).toHaveLength(8);
    turns.a = "server";
    await fail(here, 5);
    turns.a = "auth";
    here.state.nowMs += 30_000;
    await here.generate();
    expect(await here.breakerOf(0)).toMatchObject({ state: "closed" });
  });

  it("gives the probe of a call that was cancelled to the next", async () => {
    const turns: Record<string, Turn> = { a: "server" };
    const here = await world(pair(), turns);
    await fail(here, 5);
    here.state.nowMs += 30_000;
    turns.a = "aborted";
    await expect(here.generate()).rejects.toMatchObject({ kind: "aborted" });
    turns.a = "answer";
    expect((await here.generate()).reply.text).toBe("a");
  });

  it("is the tenant's own: the platform's state of the same configuration stays", async () => {
    const turns: Record<string, Turn> = { a: "server" };
    const here = await world(pair(), turns);
    await fail(here, 5);
    expect((await here.store.read(["platform"])).get("platform")?.states.size).toBe(0);
  });

  it("that is open for all of them ends the call at once, and says when to come again", async () => {
    const turns: Record<string, Turn> = { a: "server" };
    const here = await world([sampleConfig({ model: "a" })], turns);
    for (let n = 0; n < 5; n += 1) await expect(here.generate()).rejects.toThrow();
    here.asked.length = 0;
    here.state.nowMs += 10_000;
    await expect(here.generate()).rejects.toMatchObject({
      kind: "overloaded",
      retryAfterMs: 20_000,
    });
    expect(here.asked).toHaveLength(0);
  });

  it("writes nothing for a success after a success, but notes the use once an hour", async () => {
    const here = await world([sampleConfig({ model: "a" })], {});
    const { changeState } = here.store;
    let writes = 0;
    here.store.changeState = (owner, id, change) => {
      writes += 1;
      return changeState(owner, id, change);
    };
    await fail(here, 5);
    expect(writes).toBe(1);
    here.state.nowMs += 60 * 60_000;
    await fail(here, 2);
    expect(writes).toBe(2);
  });

  it("costs no generation where its state cannot be written", async () => {
    const here = await world(pair(), { a: "server" });
    here.store.changeState = async () => {
      throw new Error("the store is away");
    };
    expect((await here.generate()).reply.text).toBe("b");
    expect(here.faults.map(String)).toContain("Error: the store is away");
  });
});
