import { documentClient } from "#shared/aws/document-client.ts";
import { dynamodbJobStore } from "#shared/aws/dynamodb-job-store.ts";
import { dynamodbNodeStore } from "#shared/aws/dynamodb-node-store.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import type { JobStore } from "#shared/jobs/job-store.ts";
import type { NodeStore } from "#shared/nodes/node-store.ts";

type Source = Readonly<Record<string, string | undefined>>;

export function nodeStore(source: Source): NodeStore {
  const { NODES_TABLE } = readEnvironment(source, "NODES_TABLE");
  return dynamodbNodeStore({ client: documentClient(), nodesTable: NODES_TABLE });
}

/** For functions that read, accept or sweep jobs; the worker's also writes nodes. */
export function jobStore(source: Source, nodesTable = ""): JobStore {
  const { WORK_TABLE } = readEnvironment(source, "WORK_TABLE");
  return dynamodbJobStore({ client: documentClient(), workTable: WORK_TABLE, nodesTable });
}
