import { describe, expect, it } from "vitest";
import {
  anthropic,
  configFixture,
  firstKey,
  secondKey,
} from "../../support/config/config-fixture.ts";

const reused = { code: "idempotency_key_reused" };

describe("creating a configuration with a key of the request", () => {
  it("twice makes one, and writes its secret once; the second answer is as it then is", async () => {
    const fixture = configFixture();
    const first = await fixture.createOnce(anthropic(), "k1");
    expect(first.replayed).toBe(false);
    await fixture.update(first.made.id, { temperature: 0.9 });
    const again = await fixture.createOnce(anthropic(), "k1");
    expect(again).toMatchObject({ replayed: true, made: { id: first.made.id, temperature: 0.9 } });
    expect(fixture.keys.inUse()).toHaveLength(1);
    expect((await fixture.book()).configs).toHaveLength(1);
    expect((await fixture.createOnce(anthropic(), "k2")).made.id).not.toBe(first.made.id);
  });

  it("is refused for another body, be it the provider's key alone", async () => {
    const fixture = configFixture();
    await fixture.createOnce(anthropic(), "k1");
    const other = anthropic({ apiConfig: { apiKey: secondKey } });
    await expect(fixture.createOnce(other, "k1")).rejects.toMatchObject(reused);
    expect((await fixture.book()).configs).toHaveLength(1);
    expect(fixture.keys.inUse()).toHaveLength(1);
  });

  it("ten times at once makes one; keys that came too late are removed by the schedule", async () => {
    const fixture = configFixture();
    const all = await Promise.all(
      Array.from({ length: 10 }, () => fixture.createOnce(anthropic(), "k1")),
    );
    expect(new Set(all.map(({ made }) => made.id)).size).toBe(1);
    expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(fixture.keys.inUse().length).toBeGreaterThan(1);
    fixture.pass(20 * 60_000);
    await fixture.clean();
    const { configs, leftovers } = await fixture.book();
    expect(leftovers).toEqual([]);
    const [config] = configs;
    if (!config?.key) throw new Error("one configuration with a key");
    expect(fixture.keys.inUse()).toEqual([`${config.key.secretId} ${config.key.versionId}`]);
    expect(await fixture.keys.read(config.key)).toBe(firstKey);
  });

  it("whose first try ended before anything was made makes it the next time", async () => {
    let isAway = true;
    const fixture = configFixture((stores) => ({
      ...stores,
      keys: {
        ...stores.keys,
        put: async (place, key) => {
          if (isAway) throw new Error("the secret store is away");
          await stores.keys.put(place, key);
        },
      },
    }));
    await expect(fixture.createOnce(anthropic(), "k1")).rejects.toThrow("is away");
    isAway = false;
    expect(await fixture.createOnce(anthropic(), "k1")).toMatchObject({ replayed: false });
    fixture.pass(20 * 60_000);
    await fixture.clean();
    expect(fixture.keys.inUse()).toHaveLength(1);
  });

  it("whose configuration was deleted since is a 404, and makes no other", async () => {
    const fixture = configFixture();
    const { made } = await fixture.createOnce(anthropic(), "k1");
    await fixture.remove(made.id);
    const again = fixture.createOnce(anthropic(), "k1");
    await expect(again).rejects.toMatchObject({ code: "not_found" });
    expect(await fixture.book()).toMatchObject({ configs: [], leftovers: [] });
  });
});
