import type { TenantKey } from "#schemas/identifiers.ts";
import { ConfigId } from "#schemas/llm-config.ts";
import { documentClient } from "#shared/aws/document-client.ts";
import { dynamodbConfigStore } from "#shared/aws/dynamodb-config-store.ts";
import type { ConfigState, ConfigStore } from "#shared/config/config-store.ts";
import { tenantKey } from "#shared/identity/verify-token.ts";
import { clientOptionsOf } from "./store-node.ts";
import type { TestStack } from "./test-stack.ts";

/**
 * Lets the next generation of a subject probe a configuration that is left alone, as if its time were
 * over. Gives the breaker as it was.
 */
export const endBreakerWait = (
  stack: TestStack,
  subject: string,
  configId: string,
): Promise<ConfigState["breaker"]> =>
  withConfigStore(stack, subject, async (store, tenant) => {
    const breakers: ConfigState["breaker"][] = [];
    await store.changeState(tenant, ConfigId.parse(configId), (state) => {
      const { breaker } = state;
      breakers.push(breaker);
      if (breaker.state === "closed") return state;
      return { ...state, breaker: { ...breaker, retryAt: new Date(0).toISOString() } };
    });
    const last = breakers.at(-1);
    if (last === undefined) throw new Error("the state was not read");
    return last;
  });

/** As if a subject's configuration had answered yesterday and never been tried. */
export const useYesterday = (stack: TestStack, subject: string, configId: string): Promise<void> =>
  withConfigStore(stack, subject, async (store, tenant) => {
    const usedAt = new Date(Date.now() - 24 * 60 * 60_000).toISOString();
    await store.noteUsed(tenant, usedAt.slice(0, 10));
    const id = ConfigId.parse(configId);
    await store.changeState(tenant, id, (state) => ({ ...state, usedAt, health: null }));
  });

async function withConfigStore<Result>(
  stack: TestStack,
  subject: string,
  run: (store: ConfigStore, tenant: TenantKey) => Promise<Result>,
): Promise<Result> {
  const client = documentClient(clientOptionsOf(stack));
  const store = dynamodbConfigStore({ client, accountTable: accountTableOf(stack) });
  try {
    return await run(store, tenantKey(stack.issuer, subject));
  } finally {
    client.destroy();
  }
}

function accountTableOf({ functions }: TestStack): string {
  for (const { definition } of functions.values()) {
    const { ACCOUNT_TABLE } = definition.environment;
    if (ACCOUNT_TABLE !== undefined) return ACCOUNT_TABLE;
  }
  throw new Error("no function knows the table of accounts");
}
