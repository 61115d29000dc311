import { documentClient } from "#shared/aws/document-client.ts";
import { dynamodbNodeStore } from "#shared/aws/dynamodb-node-store.ts";
import { tenantKey } from "#shared/identity/verify-token.ts";
import { firstWrite } from "../stores/node-samples.ts";
import type { TestStack } from "./test-stack.ts";

/**
 * Stores a node for a subject behind the back of the API, whose checks would refuse such code or
 * such hosts. Gives the node's path.
 */
export async function storeNode(
  stack: TestStack,
  subject: string,
  { body, hosts = [] }: { readonly body: string; readonly hosts?: readonly string[] },
): Promise<string> {
  const client = documentClient(clientOptionsOf(stack));
  const store = dynamodbNodeStore({ client, nodesTable: nodesTableOf(stack) });
  const write = firstWrite({
    content: {
      execution_code: `async function execute(inputs, ctx) {\n${body}\n}`,
      capabilities: { hosts: [...hosts], timeout_ms: 10_000, memory_mb: 64 },
      tests: [],
    },
  });
  try {
    await store.write(tenantKey(stack.issuer, subject), write);
    return `/api/generated-nodes/${write.head.id}`;
  } finally {
    client.destroy();
  }
}

/** Past the stack's guard. */
export const clientOptionsOf = ({ endpoints }: TestStack) => ({
  endpoint: endpoints.dynamodb,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});

export function nodesTableOf({ functions }: TestStack): string {
  for (const { definition } of functions.values()) {
    const { NODES_TABLE } = definition.environment;
    if (NODES_TABLE !== undefined) return NODES_TABLE;
  }
  throw new Error("no function knows the table of nodes");
}
