import { describe, expect, it } from "vitest";
import { nameOf } from "#shared/config/config-names.ts";
import type { ConfigStore } from "#shared/config/config-store.ts";
import { resolveConfigs } from "#shared/config/resolve-configs.ts";
import { newConfigId, sampleConfig, storeConfigs } from "../../support/config/config-samples.ts";
import { memoryConfigStore } from "../../support/stores/memory-config-store.ts";
import { newTenant } from "../../support/stores/node-samples.ts";

const tenant = newTenant();
const seeded = { name: "claude", model: "seeded" } as const;
const own = (model: string, fallbackOrder: number | null = null) =>
  sampleConfig({ model, fallbackOrder });

const resolve = async (
  store: Pick<ConfigStore, "read">,
  more: {
    llmConfigId?: ReturnType<typeof newConfigId>;
    platformDefault?: typeof seeded;
    allowMock?: boolean;
  } = {},
) => {
  const { llmConfigId, platformDefault, allowMock = false } = more;
  const chain = await resolveConfigs(
    { tenant, llmConfigId },
    { store, platformDefault, allowMock },
  );
  return chain.map((candidate) => nameOf(candidate).model);
};

describe("who answers a generation", () => {
  it("is the tenant's default, then the tenant's chain in its order, and nothing of the platform's", async () => {
    const store = memoryConfigStore();
    await storeConfigs(store, tenant, [own("a", 3), own("b", 2), own("c"), own("d", 1)]);
    await storeConfigs(store, "platform", [own("p", 1)]);
    expect(await resolve(store, { platformDefault: seeded, allowMock: true })).toEqual([
      "a",
      "d",
      "b",
    ]);
  });

  it("is the platform's default and chain for a tenant without a default of its own", async () => {
    const store = memoryConfigStore();
    await storeConfigs(store, tenant, [own("a", 1)], null);
    await storeConfigs(store, "platform", [own("p"), own("q", 1)]);
    expect(await resolve(store, { platformDefault: seeded })).toEqual(["p", "q"]);
  });

  it("is what the settings name where nothing is stored as default, then the platform's chain", async () => {
    const store = memoryConfigStore();
    await storeConfigs(store, "platform", [own("q", 2), own("r", 1)], null);
    expect(await resolve(store, { platformDefault: seeded })).toEqual(["seeded", "r", "q"]);
  });

  it("is what the request asks for, with the chain of whose it is", async () => {
    const store = memoryConfigStore();
    const [asked, ofPlatform] = [own("asked"), own("p-asked")];
    await storeConfigs(store, tenant, [own("a", 1), asked]);
    await storeConfigs(store, "platform", [own("p", 1), ofPlatform]);
    expect(await resolve(store, { llmConfigId: asked.id })).toEqual(["asked", "a"]);
    expect(await resolve(store, { llmConfigId: ofPlatform.id })).toEqual(["p-asked", "p"]);
  });

  it("is nobody where the request asks for one of another tenant, or for none", async () => {
    const store = memoryConfigStore();
    const others = own("others");
    await storeConfigs(store, newTenant(), [others]);
    for (const llmConfigId of [others.id, newConfigId()]) {
      await expect(resolve(store, { llmConfigId, platformDefault: seeded })).rejects.toMatchObject({
        code: "invalid_request",
        errors: [expect.objectContaining({ path: "body.context.llmConfigId" })],
      });
    }
  });

  it("is the offline provider only where it is allowed, and otherwise nobody", async () => {
    const store = memoryConfigStore();
    expect(await resolve(store, { allowMock: true })).toEqual(["patterns"]);
    await expect(resolve(store)).rejects.toMatchObject({ code: "llm_not_configured" });
  });

  it("passes over a stored configuration of the offline provider where that is not allowed", async () => {
    const store = memoryConfigStore();
    const mock = sampleConfig({ provider: "mock", model: "patterns" });
    await storeConfigs(store, tenant, [mock, own("a", 1)]);
    expect(await resolve(store, { allowMock: true })).toEqual(["patterns", "a"]);
    expect(await resolve(store)).toEqual(["a"]);
  });

  it("takes one read of the store", async () => {
    const store = memoryConfigStore();
    const reads: unknown[] = [];
    const counting: Pick<ConfigStore, "read"> = {
      read: (owners) => {
        reads.push(owners);
        return store.read(owners);
      },
    };
    await resolve(counting, { platformDefault: seeded });
    expect(reads).toEqual([[tenant, "platform"]]);
  });
});
