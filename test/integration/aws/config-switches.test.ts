import { afterAll, beforeAll, expect, it } from "vitest";
import { type ConfigId, LlmConfigChanges, LlmConfigRequest } from "#schemas/llm-config.ts";
import { dynamodbConfigStore } from "#shared/aws/dynamodb-config-store.ts";
import { endpointPolicy } from "#shared/config/api-url.ts";
import { createConfig } from "#shared/config/create-config.ts";
import { listConfigs } from "#shared/config/read-configs.ts";
import { updateConfig } from "#shared/config/update-config.ts";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";
import { aCaller, ollama } from "../../support/config/config-fixture.ts";
import { memoryKeyStore } from "../../support/stores/memory-key-store.ts";

let tables: LocalTables;

beforeAll(async () => {
  tables = await startLocalTables();
});

afterAll(() => tables.stop());

it("20 switches of the default at once leave one default at every read, and are all made", async () => {
  const configs = dynamodbConfigStore(tables);
  const services = {
    configs,
    keys: memoryKeyStore(),
    clock: { now: () => new Date() },
    newId: () => crypto.randomUUID(),
    onFault: (error: unknown) => {
      throw error;
    },
  };
  const who = { caller: aCaller(), scope: "user" as const };
  const input = { ...who, policy: endpointPolicy("") };
  const request = LlmConfigRequest.parse(ollama());
  const ids: ConfigId[] = [];
  for (let n = 0; n < 4; n += 1) ids.push((await createConfig({ ...input, request }, services)).id);

  const changes = LlmConfigChanges.parse({ isDefault: true });
  const rounds = Array.from({ length: 5 }, () => ids).flat();
  let running = true;
  const all = Promise.all(rounds.map((id) => updateConfig({ ...input, id, changes }, services)));
  const ended = all.finally(() => {
    running = false;
  });
  const counts: number[] = [];
  while (running) {
    const shown = await listConfigs(who, { configs });
    counts.push(shown.filter(({ isDefault }) => isDefault).length);
  }
  expect((await ended).every(({ isDefault }) => isDefault)).toBe(true);
  expect(counts.length).toBeGreaterThan(5);
  expect(new Set(counts)).toEqual(new Set([1]));
  const versions = (await listConfigs(who, { configs })).map(({ version }) => version);
  expect(versions).toEqual([6, 6, 6, 6]);
});
