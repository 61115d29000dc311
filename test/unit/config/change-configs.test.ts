import { describe, expect, it } from "vitest";
import { endpointPolicy } from "#shared/config/api-url.ts";
import { createConfig } from "#shared/config/create-config.ts";
import { listConfigAudit } from "#shared/config/list-config-audit.ts";
import { getConfig, getDefaultConfig, listConfigs } from "#shared/config/read-configs.ts";
import {
  aCaller,
  anthropic,
  configFixture,
  firstKey,
  ollama,
  secondKey,
} from "../../support/config/config-fixture.ts";

const scope = "user" as const;

describe("the default", () => {
  it("is the first configuration, and a further one only where it says so", async () => {
    const { create, caller, configs } = configFixture();
    const first = await create(ollama());
    const second = await create(ollama());
    expect([first.isDefault, second.isDefault]).toEqual([true, false]);
    const third = await create(ollama({ isDefault: true }));
    expect((await getDefaultConfig({ caller, scope }, { configs })).id).toBe(third.id);
    const all = await listConfigs({ caller, scope }, { configs });
    expect(all.map(({ isDefault }) => isDefault)).toEqual([false, false, true]);
  });

  it("is none where the first says no, where it is taken back, and where it is deleted", async () => {
    const { create, update, remove, caller, configs } = configFixture();
    const none = () => getDefaultConfig({ caller, scope }, { configs });
    const noDefault = { code: "no_default_llm_configuration" };
    await expect(none()).rejects.toMatchObject(noDefault);
    const { id } = await create(ollama({ isDefault: false }));
    await expect(none()).rejects.toMatchObject(noDefault);
    await update(id, { isDefault: true });
    expect((await none()).id).toBe(id);
    await update(id, { isDefault: false });
    await expect(none()).rejects.toMatchObject(noDefault);
    await update(id, { isDefault: true });
    await create(ollama());
    await remove(id);
    await expect(none()).rejects.toMatchObject(noDefault);
  });

  it("is at most one at every moment of 20 switches at once, none of which is lost", async () => {
    const { create, update, caller, configs, audit } = configFixture();
    const made = await Promise.all(Array.from({ length: 5 }, () => create(ollama())));
    const counts: number[] = [];
    const watch = async () => {
      for (let read = 0; read < 50; read += 1) {
        const all = await listConfigs({ caller, scope }, { configs });
        counts.push(all.filter(({ isDefault }) => isDefault).length);
      }
    };
    const switches = Array.from({ length: 20 }, (_, n) =>
      update(made[n % 5]?.id ?? (made[0] as (typeof made)[0]).id, { isDefault: true }),
    );
    const [answers] = await Promise.all([Promise.all(switches), watch()]);
    expect(answers.every(({ isDefault }) => isDefault)).toBe(true);
    expect(new Set(counts)).toEqual(new Set([1]));
    const updated = (await audit()).filter(({ action }) => action === "updated");
    expect(updated).toHaveLength(20);
    const versions = (await listConfigs({ caller, scope }, { configs })).map((one) => one.version);
    expect(versions).toEqual([5, 5, 5, 5, 5]);
  });
});

describe("a key", () => {
  it("is not sent to another endpoint than it was given for", async () => {
    const { create, update } = configFixture();
    const { id } = await create(anthropic());
    const apiUrl = "https://llm.example/v1";
    await expect(update(id, { apiConfig: { apiUrl } })).rejects.toMatchObject({
      code: "invalid_request",
      errors: [expect.objectContaining({ path: "body.apiConfig.apiKey" })],
    });
    const changed = await update(id, { apiConfig: { apiUrl, apiKey: secondKey } });
    expect(changed.apiConfig).toMatchObject({ apiUrl, keyHint: secondKey.slice(-4) });
    const same = await update(id, { apiConfig: { apiUrl }, temperature: 1 });
    expect(same.apiConfig.apiUrl).toBe(apiUrl);
  });

  it("is told by its last four characters only, to its owner only", async () => {
    const { create, caller, configs, services, policy } = configFixture();
    expect((await create(anthropic())).apiConfig.keyHint).toBe("1111");
    const admin = aCaller(["user", "admin"]);
    const request = { ...anthropic(), provider: "anthropic" as const, temperature: 0.3 };
    await createConfig({ caller: admin, scope: "platform", request, policy }, services);
    const hintFor = async (who: typeof caller) =>
      (await listConfigs({ caller: who, scope: "platform" }, { configs }))[0]?.apiConfig.keyHint;
    expect(await hintFor(admin)).toBe("1111");
    expect(await hintFor(caller)).toBeNull();
  });

  it("takes the place of the one before at once, which is then gone", async () => {
    const { create, update, keys, book } = configFixture();
    const { id } = await create(anthropic());
    const before = (await book()).configs[0]?.key;
    const updated = await update(id, { apiConfig: { apiKey: secondKey }, temperature: 0.7 });
    expect(updated).toMatchObject({ version: 2, apiConfig: { keyHint: "2222" } });
    const after = (await book()).configs[0]?.key;
    expect(after && (await keys.read(after))).toBe(secondKey);
    expect(after?.secretId).toBe(before?.secretId);
    await expect(keys.read(before ?? { secretId: "", versionId: "" })).rejects.toThrow();
  });

  it("goes to a new secret after the last one was deleted", async () => {
    const { create, remove, keys, book } = configFixture();
    const { id } = await create(anthropic());
    const old = keys.secrets();
    await remove(id);
    expect(keys.secrets()).toEqual([]);
    await create(anthropic());
    expect(keys.secrets()).not.toEqual(old);
    expect((await book()).leftovers).toEqual([]);
  });

  it("that cannot be removed now does not fail the change, and is removed later", async () => {
    const fixture = configFixture((stores) => ({
      ...stores,
      keys: { ...stores.keys, remove: () => Promise.reject(new Error("no")) },
    }));
    const { id } = await fixture.create(anthropic());
    await fixture.update(id, { apiConfig: { apiKey: secondKey } });
    expect(fixture.faults).toHaveLength(1);
    expect(fixture.keys.inUse()).toHaveLength(2);
    expect(await fixture.clean()).toBe(1);
    expect(fixture.keys.inUse()).toHaveLength(1);
  });

  it("that cannot be stored leaves everything as it was, and says so", async () => {
    const fixture = configFixture((stores) => ({
      ...stores,
      keys: { ...stores.keys, put: () => Promise.reject(new Error("no")) },
    }));
    await expect(fixture.create(anthropic())).rejects.toThrow("no");
    expect((await fixture.book()).configs).toEqual([]);
    fixture.pass(60 * 60_000);
    expect(await fixture.clean()).toBe(1);
  });

  it("is not written where there is no room for one that nobody can clean yet", async () => {
    const fixture = configFixture((stores) => ({
      ...stores,
      keys: { ...stores.keys, put: () => Promise.reject(new Error("no")) },
    }));
    for (let time = 0; time < 18; time += 1) {
      await expect(fixture.create(anthropic())).rejects.toThrow("no");
    }
    await expect(fixture.create(anthropic())).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("configurations", () => {
  it("are ten at most, also when made at once", async () => {
    const { create, book } = configFixture();
    const made = await Promise.allSettled(Array.from({ length: 14 }, () => create(ollama())));
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    expect((await book()).configs).toHaveLength(10);
    await expect(create(anthropic())).rejects.toMatchObject({ code: "llm_config_limit" });
    expect((await book()).leftovers).toEqual([]);
  });

  it("change only at the version that If-Match names, whose text is not repeated", async () => {
    const { create, update } = configFixture();
    const { id } = await create(ollama());
    await update(id, { temperature: 1 }, '"v1"');
    const failed = update(id, { temperature: 2 }, `"${firstKey}"`);
    await expect(failed).rejects.toMatchObject({ code: "precondition_failed" });
    await expect(failed).rejects.not.toThrow(firstKey);
  });

  it("keep what a change does not name, and lose what it sets to null", async () => {
    const { create, update } = configFixture();
    const apiConfig = { apiUrl: "https://llm.example/v1" };
    const { id } = await create(ollama({ fallbackOrder: 2, maxTokens: 5_000, apiConfig }));
    const kept = await update(id, { model: "qwen3" });
    expect(kept).toMatchObject({ model: "qwen3", fallbackOrder: 2, maxTokens: 5_000, apiConfig });
    const taken = await update(id, { fallbackOrder: null, apiConfig: { apiUrl: null } });
    expect(taken).toMatchObject({ fallbackOrder: null, apiConfig: { apiUrl: null } });
  });

  it("raise the epoch with every change, and with a leftover alone do not", async () => {
    const { create, remove, book } = configFixture();
    const { id } = await create(anthropic());
    expect((await book()).epoch).toBe(1);
    await remove(id);
    expect((await book()).epoch).toBe(2);
  });

  it("of another tenant are not there", async () => {
    const { create, configs } = configFixture();
    const { id } = await create(ollama());
    const found = getConfig({ caller: aCaller(), scope, id }, { configs });
    await expect(found).rejects.toMatchObject({ code: "not_found" });
  });

  it("of the platform are changed and audited by admins alone", async () => {
    const { services, configs } = configFixture();
    const request = { ...ollama(), provider: "ollama" as const, temperature: 0.3, apiConfig: {} };
    const input = { scope: "platform" as const, request, policy: endpointPolicy("") };
    const denied = createConfig({ ...input, caller: aCaller() }, services);
    await expect(denied).rejects.toMatchObject({ code: "forbidden" });
    await createConfig({ ...input, caller: aCaller(["admin"]) }, services);
    const page = { scope: "platform" as const, limit: 10 };
    const audit = listConfigAudit({ ...page, caller: aCaller() }, { configs });
    await expect(audit).rejects.toMatchObject({ code: "forbidden" });
    expect(
      await listConfigAudit({ ...page, caller: aCaller(["admin"]) }, { configs }),
    ).toMatchObject({
      items: [{ action: "default_changed" }, { action: "created" }],
    });
  });

  it("leave an audit of who, what, before and after, and never a key", async () => {
    const { create, update, remove, audit, caller } = configFixture();
    const { id } = await create(anthropic());
    await update(id, { apiConfig: { apiKey: secondKey }, maxTokens: 8_000 });
    await remove(id);
    const entries = await audit();
    expect(entries.map(({ action }) => action)).toEqual([
      "default_changed",
      "deleted",
      "updated",
      "default_changed",
      "created",
    ]);
    expect(entries[2]).toMatchObject({
      by: caller.subject,
      configId: id,
      before: { keyHint: "1111", maxTokens: null },
      after: { keyHint: "2222", maxTokens: 8_000 },
    });
    expect(JSON.stringify(entries)).not.toMatch(/sk-ant/);
  });
});
