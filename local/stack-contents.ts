import * as z from "zod";
import type { Assembly } from "./assembly/load-assembly.ts";
import { createQueues, readQueues } from "./services/queues.ts";
import type { SecretStore } from "./services/secret-store.ts";
import { createTables, readTables, type Table } from "./services/tables.ts";
import type { StackServices } from "./stack-services.ts";

/** Makes the tables, queues and secrets of the templates, keeping what they hold from before. */
export async function fillStores(
  services: StackServices,
  assembly: Assembly,
  platformKeys: Readonly<Record<string, string>>,
): Promise<{ tables: Table[] }> {
  const tables = readTables(assembly);
  await Promise.all([
    createTables(services.tablesClient, tables),
    createQueues(services.queues.url, readQueues(assembly)),
    fillSecrets(services.secrets.store, assembly, platformKeys),
  ]);
  return { tables };
}

const FunctionVariables = z.object({
  Environment: z
    .object({ Variables: z.object({ PLATFORM_SECRET_ARN: z.string().optional() }).optional() })
    .optional(),
});
const SecretProperties = z.object({ SecretString: z.string().optional() });

/** The platform's keys come from the environment at every start, other secrets stay as they are. */
async function fillSecrets(
  store: SecretStore,
  assembly: Assembly,
  platformKeys: Readonly<Record<string, string>>,
): Promise<void> {
  const platformSecrets = new Set(
    assembly
      .ofType("AWS::Lambda::Function")
      .map(({ properties }) => FunctionVariables.parse(properties))
      .map(({ Environment }) => Environment?.Variables?.PLATFORM_SECRET_ARN),
  );
  for (const { physical, properties } of assembly.ofType("AWS::SecretsManager::Secret")) {
    const secret = { arn: physical.ref, name: physical.name };
    if (platformSecrets.has(secret.arn)) await set(store, secret, JSON.stringify(platformKeys));
    else if (!store.find(secret.arn)) {
      await set(store, secret, SecretProperties.parse(properties).SecretString ?? "");
    }
  }
}

/** Does not make a version that says the same as the current one. */
async function set(store: SecretStore, secret: { arn: string; name: string }, value: string) {
  const current = store
    .find(secret.arn)
    ?.versions.find(({ stages }) => stages.includes("AWSCURRENT"));
  if (current?.value !== value) await store.put(secret, value);
}
