import { dynamodbJobStore } from "#shared/aws/dynamodb-job-store.ts";
import { dynamodbNodeStore } from "#shared/aws/dynamodb-node-store.ts";
import { dynamodbPurgeStore } from "#shared/aws/dynamodb-purge-store.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import type { JobStore } from "#shared/jobs/job-store.ts";
import type { NodeStore } from "#shared/nodes/node-store.ts";
import type { PurgeStore } from "#shared/nodes/purge-nodes.ts";
import { tableClient } from "./table-client.ts";

type Source = Readonly<Record<string, string | undefined>>;

/** `workTable`: for functions whose writes may have a key. */
export function nodeStore(source: Source, places: { readonly workTable?: string } = {}): NodeStore {
  const { NODES_TABLE } = readEnvironment(source, "NODES_TABLE");
  return dynamodbNodeStore({ client: tableClient(), nodesTable: NODES_TABLE, ...places });
}

export function purgeStore(source: Source): PurgeStore {
  const { NODES_TABLE } = readEnvironment(source, "NODES_TABLE");
  return dynamodbPurgeStore({ client: tableClient(), nodesTable: NODES_TABLE });
}

/** What only some functions are given the places of, as their grants say. */
interface JobPlaces {
  /** For the worker, which writes nodes. */
  readonly nodesTable?: string;
  /** For those that accept or end jobs. */
  readonly accountTable?: string;
}

export function jobStore(source: Source, places: JobPlaces = {}): JobStore {
  const { WORK_TABLE } = readEnvironment(source, "WORK_TABLE");
  const { nodesTable = "", accountTable = "" } = places;
  const client = tableClient();
  return dynamodbJobStore({ client, workTable: WORK_TABLE, nodesTable, accountTable });
}
