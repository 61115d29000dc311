import { randomUUID } from "node:crypto";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { NewId } from "../clock.ts";
import type { NodeStore } from "../nodes/node-store.ts";
import { type Backoff, systemBackoff } from "./backoff.ts";
import { getContents } from "./node-contents.ts";
import { deleteNode, undeleteNode } from "./node-deletion.ts";
import { listNodes } from "./node-list.ts";
import { getNode } from "./node-read.ts";
import { saveReport } from "./node-report.ts";
import { getVersion, listVersions } from "./node-versions.ts";
import { writeNode } from "./node-write.ts";
import type { NodesTable } from "./nodes-table.ts";
import { transactions } from "./transact.ts";

/**
 * Nodes in DynamoDB: content and head apart, each access one request. A throttled or failing
 * table rejects with the SDK's error after its retries.
 */
export function dynamodbNodeStore(options: {
  readonly client: DynamoDBDocumentClient;
  readonly nodesTable: string;
  /** For writes that have a key. */
  readonly workTable?: string;
  readonly backoff?: Backoff;
  readonly newToken?: NewId;
}): NodeStore {
  const {
    client,
    nodesTable,
    workTable = "",
    backoff = systemBackoff,
    newToken = randomUUID,
  } = options;
  const table: NodesTable = { client, nodesTable, backoff };
  const transact = transactions(client, backoff, newToken);
  return {
    get: (tenant, id) => getNode(table, tenant, id),
    list: (tenant, query) => listNodes(table, tenant, query),
    getVersion: (tenant, id, n) => getVersion(table, tenant, id, n),
    contents: (tenant, wanted) => getContents(table, tenant, wanted),
    listVersions: (tenant, id, page) => listVersions(table, tenant, id, page),
    write: (tenant, write) => writeNode(transact, { nodesTable, workTable }, tenant, write),
    saveReport: (tenant, id, n, report) =>
      saveReport(transact, nodesTable, { tenant, id, n }, report),
    delete: (tenant, id, mark) => deleteNode(table, tenant, id, mark),
    undelete: (tenant, node, mark) => undeleteNode(table, tenant, node, mark),
  };
}
