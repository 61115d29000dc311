import { randomUUID } from "node:crypto";
import { LlmConfigChanges, LlmConfigRequest } from "#schemas/llm-config.ts";
import type { Caller } from "#shared/caller.ts";
import { endpointPolicy } from "#shared/config/api-url.ts";
import { emptyBook } from "#shared/config/change-book.ts";
import type { ConfigStore, KeyWriter } from "#shared/config/config-store.ts";
import { createConfig } from "#shared/config/create-config.ts";
import { createConfigOnce } from "#shared/config/create-config-once.ts";
import { deleteConfig } from "#shared/config/delete-config.ts";
import { cleanLeftovers } from "#shared/config/remove-keys.ts";
import { updateConfig } from "#shared/config/update-config.ts";
import { idempotencyOf } from "#shared/http/idempotency-key.ts";
import { noMetrics } from "../jobs/accepting.ts";
import { memoryAccount } from "../stores/memory-account.ts";
import { memoryConfigStore } from "../stores/memory-config-store.ts";
import { type MemoryKeyStore, memoryKeyStore } from "../stores/memory-key-store.ts";
import { newTenant } from "../stores/node-samples.ts";

export const firstKey = "sk-ant-first-0123456789abcdef1111";
export const secondKey = "sk-ant-second-0123456789abcdef2222";

export const aCaller = (roles: Caller["roles"] = ["user"]): Caller => ({
  tenant: newTenant(),
  subject: "ada",
  roles,
});

type ConfigId = Parameters<typeof updateConfig>[0]["id"];

/** The endpoints' work over stores in memory, which a test may stand in front of. */
export function configFixture(
  wrap: (stores: { configs: ConfigStore; keys: KeyWriter }) => {
    configs: ConfigStore;
    keys: KeyWriter;
  } = (stores) => stores,
) {
  const account = memoryAccount();
  const configs = memoryConfigStore({ account });
  const keys: MemoryKeyStore = memoryKeyStore();
  const caller = aCaller();
  let now = new Date("2026-11-20T10:00:00.000Z");
  const faults: unknown[] = [];
  const services = {
    ...wrap({ configs, keys }),
    idempotency: account.idempotency,
    metrics: noMetrics,
    clock: { now: () => now },
    newId: () => randomUUID(),
    onFault: (error: unknown) => faults.push(error),
  };
  const plain = { ...services, configs, keys };
  const policy = endpointPolicy("localhost,127.0.0.1");
  const common = { caller, scope: "user" as const, policy };
  return {
    caller,
    configs,
    keys,
    faults,
    services,
    policy,
    pass: (milliseconds: number) => {
      now = new Date(now.getTime() + milliseconds);
    },
    create: (request: object) =>
      createConfig({ ...common, request: LlmConfigRequest.parse(request) }, services),
    createOnce: (request: object, key: string) =>
      createConfigOnce(
        {
          ...common,
          request: LlmConfigRequest.parse(request),
          idempotency: idempotencyOf("create-llm-config", {
            headers: { "idempotency-key": key },
            body: request,
          }),
        },
        services,
      ),
    update: (id: ConfigId, changes: object, ifMatch?: string) =>
      updateConfig({ ...common, id, changes: LlmConfigChanges.parse(changes), ifMatch }, services),
    remove: (id: ConfigId) => deleteConfig({ ...common, id }, services),
    /** As the schedule does it, with nothing in front of the stores. */
    clean: () => cleanLeftovers({ owner: caller.tenant, by: "schedule" }, plain),
    book: async () => (await configs.read([caller.tenant])).get(caller.tenant)?.book ?? emptyBook,
    audit: async () => (await configs.audit(caller.tenant, { limit: 100 })).items,
  };
}

export type ConfigFixture = ReturnType<typeof configFixture>;

export const anthropic = (more: object = {}) => ({
  provider: "anthropic",
  model: "claude-sonnet-5-5",
  apiConfig: { apiKey: firstKey },
  ...more,
});

export const ollama = (more: object = {}) => ({ provider: "ollama", model: "llama3.1", ...more });
