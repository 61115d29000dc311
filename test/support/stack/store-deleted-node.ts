import { documentClient } from "#shared/aws/document-client.ts";
import { dynamodbNodeStore } from "#shared/aws/dynamodb-node-store.ts";
import { tenantKey } from "#shared/identity/verify-token.ts";
import { firstWrite } from "../stores/node-samples.ts";
import { clientOptionsOf, nodesTableOf } from "./store-node.ts";
import type { TestStack } from "./test-stack.ts";

/** Stores a node of a subject's that was deleted so long ago that it may go for good. */
export async function storeDeletedNode(stack: TestStack, subject: string): Promise<string> {
  const client = documentClient(clientOptionsOf(stack));
  const store = dynamodbNodeStore({ client, nodesTable: nodesTableOf(stack) });
  const tenant = tenantKey(stack.issuer, subject);
  const write = firstWrite();
  const dayBefore = new Date(Date.now() - 2 * 86_400_000).toISOString();
  try {
    await store.write(tenant, write);
    const mark = { at: dayBefore, by: subject, purgeDay: dayBefore.slice(0, 10) };
    await store.delete(tenant, write.head.id, mark);
    return `/api/generated-nodes/${write.head.id}`;
  } finally {
    client.destroy();
  }
}
