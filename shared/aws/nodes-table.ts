import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Backoff } from "./backoff.ts";

/** What each operation on the nodes table works with. */
export interface NodesTable {
  readonly client: DynamoDBDocumentClient;
  readonly nodesTable: string;
  readonly backoff: Backoff;
}
