import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type ConfigId, LlmConfigChanges, LlmConfigRequest } from "#schemas/llm-config.ts";
import { dynamodbConfigStore } from "#shared/aws/dynamodb-config-store.ts";
import { secretKeyReader } from "#shared/aws/secret-key-reader.ts";
import { secretKeyWriter } from "#shared/aws/secret-key-writer.ts";
import { endpointPolicy } from "#shared/config/api-url.ts";
import { nameOf } from "#shared/config/config-names.ts";
import type { ConfigStore, KeyReader } from "#shared/config/config-store.ts";
import { createConfig } from "#shared/config/create-config.ts";
import { providerPool } from "#shared/config/provider-pool.ts";
import { resolveConfigs } from "#shared/config/resolve-configs.ts";
import { updateConfig } from "#shared/config/update-config.ts";
import { requireProvider } from "#shared/jobs/accept-generation.ts";
import { clientSettings } from "../local/services/clients.ts";
import { openSecretStore } from "../local/services/secret-store.ts";
import { startSecretsApi } from "../local/services/secrets-api.ts";
import { type LocalTables, startLocalTables } from "../test/support/aws/local-tables.ts";
import { compileShippedLibrary } from "../test/support/patterns/library.ts";
import { newTenant } from "../test/support/stores/node-samples.ts";
import { metered } from "./dynamodb/access-meter.ts";

/** What finding out who answers asks of the two stores. */
export interface ResolutionCost {
  readonly path: string;
  readonly storeReads: number;
  readonly readUnits: number;
  readonly secretCalls: number;
}

/** The real adapters, over local DynamoDB and local secrets, whose requests are counted. */
export async function resolutionCosts(): Promise<ResolutionCost[]> {
  const directory = await mkdtemp(join(tmpdir(), "resolution-"));
  const api = await startSecretsApi(await openSecretStore(directory));
  const secrets = new SecretsManagerClient(clientSettings(api.url));
  const tables = await startLocalTables();
  try {
    return await measure(tables, secrets);
  } finally {
    secrets.destroy();
    await tables.stop();
    await api.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function measure(tables: LocalTables, client: SecretsManagerClient) {
  const meter = metered(tables.client);
  const secretCalls = counted(client);
  const configs = dynamodbConfigStore(tables);
  const owner = await aTenantWithConfig(configs, client);
  const worker = await aWorker(configs, secretKeyReader({ client }));
  const access = async (path: string, run: () => Promise<unknown>): Promise<ResolutionCost> => {
    const before = secretCalls();
    const { requests: storeReads, readUnits } = await meter(path, run);
    return { path, storeReads, readUnits, secretCalls: secretCalls() - before };
  };
  const { tenant } = owner.caller;
  const accept = (providerConfigured: boolean, id?: ConfigId) => () =>
    requireProvider({ tenant }, id, { configs, providerConfigured });
  const generate = () => worker(tenant);
  const costs = [
    await access("accept, the settings name a provider", accept(true)),
    await access("accept, they name none", accept(false)),
    await access("accept, the request names a configuration", accept(true, owner.id)),
    await access("worker, cold", generate),
    await access("worker, warm", generate),
  ];
  await owner.update({ temperature: 0.5 });
  costs.push(await access("worker, warm, after a change", generate));
  await owner.update({ apiConfig: { apiKey: "sk-second-0123456789" } });
  return [...costs, await access("worker, warm, after a new key", generate)];
}

/** A user whose default is a configuration with a key. */
async function aTenantWithConfig(configs: ConfigStore, client: SecretsManagerClient) {
  const caller = { tenant: newTenant(), subject: "ada", roles: ["user" as const] };
  const services = {
    configs,
    keys: secretKeyWriter({ client, prefix: "nodesmith/bench/" }),
    clock: { now: () => new Date() },
    newId: () => crypto.randomUUID(),
    onFault(error: unknown) {
      throw error;
    },
  };
  const common = { caller, scope: "user" as const, policy: endpointPolicy("") };
  const request = LlmConfigRequest.parse({
    provider: "openai",
    model: "gpt-6.1-sol",
    apiConfig: { apiKey: "sk-first-0123456789" },
  });
  const { id } = await createConfig({ ...common, request }, services);
  const update = (changes: object) =>
    updateConfig({ ...common, id, changes: LlmConfigChanges.parse(changes) }, services);
  return { caller, id, update };
}

/** As far as the first call of a provider. */
async function aWorker(store: ConfigStore, keys: KeyReader) {
  const library = await compileShippedLibrary();
  const platformKeys = async () => ({});
  const providerOf = providerPool({ keys, platformKeys, library, adapter: {} });
  return async (tenant: ReturnType<typeof newTenant>) => {
    const settings = { store, platformDefault: undefined, allowMock: false };
    const [first] = await resolveConfigs({ tenant }, settings);
    return providerOf(first, nameOf(first).model);
  };
}

function counted(client: SecretsManagerClient): () => number {
  let calls = 0;
  client.middlewareStack.add(
    (next) => (args) => {
      calls += 1;
      return next(args);
    },
    { step: "initialize", priority: "high", name: "count" },
  );
  return () => calls;
}
