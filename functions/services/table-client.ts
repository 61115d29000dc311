import { documentClient } from "#shared/aws/document-client.ts";

let client: ReturnType<typeof documentClient> | undefined;

/** One client for all stores of a function: each has connections of its own, and opens them cold. */
export const tableClient = () => {
  client ??= documentClient();
  return client;
};
