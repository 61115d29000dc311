import { describe, expect, it } from "vitest";
import type { StoredConfig } from "#shared/config/config-store.ts";
import { providerPool } from "#shared/config/provider-pool.ts";
import { type Candidate, newConfigState } from "#shared/config/resolve-configs.ts";
import { sampleConfig } from "../../support/config/config-samples.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";

const library = await compileShippedLibrary();
const key = { secretId: "s", versionId: "v1", hint: "cdef" };
const keyed = () => sampleConfig({ provider: "openai", model: "gpt", key });
const stored = (config: StoredConfig, epoch = 1): Candidate => ({
  kind: "stored",
  owner: "platform",
  config,
  state: newConfigState,
  epoch,
});

function pool(read: (place: { versionId: string }) => Promise<string>) {
  const asked: string[] = [];
  const providerOf = providerPool({
    keys: {
      read: (place) => {
        asked.push(place.versionId);
        return read(place);
      },
    },
    platformKeys: async () => ({ openai: "sk-of-the-platform" }),
    library,
    adapter: {},
  });
  return { asked, providerOf };
}

describe("the adapters of a worker", () => {
  it("are made once of a version, so that a warm worker asks for no key", async () => {
    const { asked, providerOf } = pool(async () => "sk-0123456789");
    const config = keyed();
    const first = await providerOf(stored(config), "gpt");
    expect(await providerOf(stored(config), "gpt")).toBe(first);
    expect(first).toMatchObject({ name: "openai", model: "gpt" });
    expect(asked).toEqual(["v1"]);
  });

  it("are others for another version, model or epoch", async () => {
    const { providerOf } = pool(async () => "sk-0123456789");
    const config = keyed();
    const all = await Promise.all([
      providerOf(stored(config), "gpt"),
      providerOf(stored({ ...config, version: 2 }), "gpt"),
      providerOf(stored(config), "other"),
      providerOf(stored(config, 2), "gpt"),
    ]);
    expect(new Set(all).size).toBe(4);
  });

  it("never take the platform's key for a configuration without one", async () => {
    const { providerOf } = pool(async () => "sk-0123456789");
    const attempt = providerOf(stored({ ...keyed(), key: null }), "gpt");
    await expect(attempt).rejects.toMatchObject({ kind: "auth" });
  });

  it("are not made while the secret store fails, nor is that kept", async () => {
    let isAway = true;
    const { providerOf } = pool(async () => {
      if (isAway) throw new Error("secret s of ada");
      return "sk-0123456789";
    });
    const candidate = stored(keyed());
    await expect(providerOf(candidate, "gpt")).rejects.toMatchObject({
      code: "unavailable",
      message: expect.not.stringContaining("ada"),
    });
    isAway = false;
    expect((await providerOf(candidate, "gpt")).name).toBe("openai");
  });
});
