import { describe, expect, it } from "vitest";
import type { ConfigStore, KeyWriter } from "#shared/config/config-store.ts";
import { cleanLeftovers } from "#shared/config/remove-keys.ts";
import {
  anthropic,
  type ConfigFixture,
  configFixture,
  firstKey,
  ollama,
  secondKey,
} from "../../support/config/config-fixture.ts";

class Crash extends Error {}

/** Lets so many steps that change a store happen, and ends the function before or after the next. */
function crashing() {
  let left = Number.POSITIVE_INFINITY;
  let afterwards = false;
  let dead = false;
  const step = async <Result>(act: () => Promise<Result>): Promise<Result> => {
    if (dead) throw new Crash("dead already");
    left -= 1;
    if (left >= 0) return act();
    dead = true;
    if (afterwards) await act();
    throw new Crash("the function was ended");
  };
  return {
    arm: (steps: number, after: boolean) => {
      left = steps;
      afterwards = after;
      dead = false;
    },
    isDead: () => dead,
    wrap: ({ configs, keys }: { configs: ConfigStore; keys: KeyWriter }) => ({
      configs: {
        ...configs,
        write: (...parts: Parameters<ConfigStore["write"]>) => step(() => configs.write(...parts)),
      },
      keys: {
        newSecretId: keys.newSecretId,
        put: (...parts: Parameters<KeyWriter["put"]>) => step(() => keys.put(...parts)),
        remove: (...parts: Parameters<KeyWriter["remove"]>) => step(() => keys.remove(...parts)),
        removeSecret: (...parts: Parameters<KeyWriter["removeSecret"]>) =>
          step(() => keys.removeSecret(...parts)),
      },
    }),
  };
}

interface Operation {
  readonly name: string;
  readonly prepare: (fixture: ConfigFixture) => Promise<unknown>;
  readonly run: (fixture: ConfigFixture) => Promise<unknown>;
  /** What the keys of all configurations may be afterwards: as before, or as wanted. */
  readonly outcomes: readonly (readonly (string | null)[])[];
}

const firstId = async (fixture: ConfigFixture) => {
  const id = (await fixture.book()).configs[0]?.id;
  if (id === undefined) throw new Error("there is no configuration");
  return id;
};

const operations: Operation[] = [
  {
    name: "creating the first configuration with a key",
    prepare: async () => {},
    run: (fixture) => fixture.create(anthropic()),
    outcomes: [[], [firstKey]],
  },
  {
    name: "creating a second one",
    prepare: (fixture) => fixture.create(anthropic()),
    run: (fixture) => fixture.create(anthropic({ apiConfig: { apiKey: secondKey } })),
    outcomes: [[firstKey], [firstKey, secondKey]],
  },
  {
    name: "giving a key to one that had none",
    prepare: (fixture) => fixture.create(ollama()),
    run: async (fixture) =>
      fixture.update(await firstId(fixture), { apiConfig: { apiKey: secondKey } }),
    outcomes: [[null], [secondKey]],
  },
  {
    name: "rotating a key",
    prepare: (fixture) => fixture.create(anthropic()),
    run: async (fixture) =>
      fixture.update(await firstId(fixture), { apiConfig: { apiKey: secondKey } }),
    outcomes: [[firstKey], [secondKey]],
  },
  {
    name: "deleting one of two",
    prepare: async (fixture) => {
      await fixture.create(anthropic());
      await fixture.create(anthropic({ apiConfig: { apiKey: secondKey } }));
    },
    run: async (fixture) => fixture.remove(await firstId(fixture)),
    outcomes: [[firstKey, secondKey], [secondKey]],
  },
  {
    name: "deleting the last one",
    prepare: (fixture) => fixture.create(anthropic()),
    run: async (fixture) => fixture.remove(await firstId(fixture)),
    outcomes: [[firstKey], []],
  },
];

const keysOf = async ({ book, keys }: ConfigFixture) =>
  Promise.all((await book()).configs.map(({ key }) => (key === null ? null : keys.read(key))));

async function expectClean(fixture: ConfigFixture): Promise<void> {
  const book = await fixture.book();
  const named = book.configs.flatMap(({ key }) =>
    key ? [`${key.secretId} ${key.versionId}`] : [],
  );
  expect(book.leftovers).toEqual([]);
  expect(fixture.keys.inUse().sort()).toEqual(named.sort());
  expect(fixture.keys.secrets()).toHaveLength(named.length > 0 ? 1 : 0);
}

describe.each(operations)("a function that ends while $name", ({ prepare, run, outcomes }) => {
  it.each([
    ["before", false],
    ["right after", true],
  ])(
    "%s any of its steps leaves whole keys, and nothing that cannot be cleaned",
    async (_, after) => {
      let crashes = 0;
      for (let steps = 0; ; steps += 1) {
        const crash = crashing();
        const fixture = configFixture(crash.wrap);
        await prepare(fixture);
        crash.arm(steps, after);
        await run(fixture).catch(() => {});
        if (!crash.isDead()) {
          expect(await keysOf(fixture)).toEqual(outcomes.at(-1));
          await expectClean(fixture);
          break;
        }
        crashes += 1;
        expect(outcomes).toContainEqual(await keysOf(fixture));
        fixture.pass(60 * 60_000);
        await fixture.clean();
        expect(outcomes).toContainEqual(await keysOf(fixture));
        await expectClean(fixture);
        expect(await fixture.clean()).toBe(0);
      }
      expect(crashes).toBeGreaterThanOrEqual(3);
    },
  );
});

describe("the cleaning itself", () => {
  it("can end at any step, and goes on the next time", async () => {
    for (let steps = 0; steps < 3; steps += 1) {
      const crash = crashing();
      const fixture = configFixture(crash.wrap);
      await fixture.create(anthropic());
      const { configs: stores, keys } = crash.wrap(fixture);
      const { id } = await fixture.create(anthropic({ apiConfig: { apiKey: secondKey } }));
      crash.arm(1, false);
      await fixture.remove(id).catch(() => {});
      crash.arm(steps, true);
      const owner = fixture.caller.tenant;
      const services = { ...fixture.services, configs: stores, keys };
      await cleanLeftovers({ owner, by: "schedule" }, services).catch(() => {});
      await fixture.clean();
      await expectClean(fixture);
      expect(await keysOf(fixture)).toEqual([firstKey]);
    }
  });

  it("leaves alone a key that is being written now", async () => {
    const fixture = configFixture((stores) => ({
      ...stores,
      keys: {
        ...stores.keys,
        put: async (place, key) => {
          expect(await fixture.clean()).toBe(0);
          await stores.keys.put(place, key);
          expect(await fixture.clean()).toBe(0);
        },
      },
    }));
    await fixture.create(anthropic());
    expect(await keysOf(fixture)).toEqual([firstKey]);
  });

  it("keeps a writer that slept too long from using a key that was given up", async () => {
    const fixture = configFixture((stores) => ({
      ...stores,
      keys: {
        ...stores.keys,
        put: async (place, key) => {
          await stores.keys.put(place, key);
          fixture.pass(20 * 60_000);
          expect(await fixture.clean()).toBe(1);
        },
      },
    }));
    await expect(fixture.create(anthropic())).rejects.toMatchObject({ code: "unavailable" });
    expect((await fixture.book()).configs).toEqual([]);
    await expectClean(fixture);
  });

  it("says in the audit how many keys it removed", async () => {
    const crash = crashing();
    const fixture = configFixture(crash.wrap);
    crash.arm(2, false);
    await expect(fixture.create(anthropic())).rejects.toThrow(Crash);
    fixture.pass(60 * 60_000);
    expect(await fixture.clean()).toBe(1);
    expect(await fixture.audit()).toMatchObject([
      { action: "keys_cleaned", by: "schedule", after: { keys: 1 } },
    ]);
  });
});
