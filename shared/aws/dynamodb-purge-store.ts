import { randomUUID } from "node:crypto";
import { type DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { type Timestamp, VersionNumber } from "#schemas/identifiers.ts";
import type { NewId } from "../clock.ts";
import type { DueNode, PurgeStore } from "../nodes/purge-nodes.ts";
import { type Backoff, systemBackoff } from "./backoff.ts";
import { batchDelete } from "./batch-delete.ts";
import { conditionalUpdate } from "./conditional-update.ts";
import * as keys from "./keys.ts";
import { versionId } from "./node-items.ts";
import type { NodesTable } from "./nodes-table.ts";
import { schemaVersion } from "./stored-item.ts";
import { type Transact, type TransactWrite, transactions } from "./transact.ts";

/**
 * Removes deleted nodes in DynamoDB. Three steps, each of which may be repeated:
 * 1. the head is marked, on condition that the node is still deleted; from here on it is answered
 *    like one that does not exist, and cannot be brought back
 * 2. contents, versions and reports go
 * 3. the head goes, with an audit entry, in one transaction
 *
 * Until the last one the node stays in the index that `due` reads.
 */
export function dynamodbPurgeStore(options: {
  readonly client: DynamoDBDocumentClient;
  readonly nodesTable: string;
  readonly backoff?: Backoff;
  readonly newToken?: NewId;
}): PurgeStore {
  const { client, nodesTable, backoff = systemBackoff, newToken = randomUUID } = options;
  const table: NodesTable = { client, nodesTable, backoff };
  const transact = transactions(client, backoff, newToken);
  return {
    due: (purgeDay, limit) => dueNodes(table, purgeDay, limit),
    async purge(node, at) {
      const version = await mark(table, node);
      if (version === undefined) return "kept";
      await batchDelete(table, nodesTable, partKeys(node, version));
      return removeHead(transact, nodesTable, { node, version, at });
    },
  };
}

async function dueNodes(
  { client, nodesTable }: NodesTable,
  purgeDay: string,
  limit: number,
): Promise<DueNode[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: nodesTable,
      IndexName: "purge",
      KeyConditionExpression: "gd = :list",
      ExpressionAttributeValues: { ":list": keys.purgeList(purgeDay) },
      Limit: limit,
    }),
  );
  return Items.map(({ pk }) => ({ ...keys.nodeOfPartition(String(pk)), purgeDay }));
}

const Marked = z.object({ version: VersionNumber });

/** Moves the node out of the list that its tenant sees. Answers its newest version's number. */
async function mark(
  { client, nodesTable, backoff }: NodesTable,
  { tenant, id, purgeDay }: DueNode,
): Promise<VersionNumber | undefined> {
  const outcome = await conditionalUpdate(client, backoff, {
    TableName: nodesTable,
    Key: { pk: keys.nodePartition(tenant, id), sk: keys.headSort },
    UpdateExpression: "SET purging = :yes, gl = :purging",
    ConditionExpression: "is_active = :inactive AND gd = :list",
    ExpressionAttributeValues: {
      ":yes": true,
      ":purging": keys.purgingList(tenant),
      ":inactive": false,
      ":list": keys.purgeList(purgeDay),
    },
    ReturnValues: "ALL_NEW",
  });
  return outcome.updated ? Marked.parse(outcome.item).version : undefined;
}

/** Versions are numbered without a gap, so that none has to be read, which would cost their size. */
function partKeys({ tenant, id }: DueNode, newest: VersionNumber) {
  const pk = keys.nodePartition(tenant, id);
  return Array.from({ length: newest }, (_, index) => index + 1).flatMap((n) =>
    [keys.contentSort(n), keys.versionSort(n), keys.reportSort(n)].map((sk) => ({ pk, sk })),
  );
}

async function removeHead(
  transact: Transact,
  nodesTable: string,
  end: { readonly node: DueNode; readonly version: VersionNumber; readonly at: Timestamp },
): Promise<"purged" | "kept"> {
  const { tenant, id, purgeDay } = end.node;
  const head: TransactWrite = {
    Delete: {
      TableName: nodesTable,
      Key: { pk: keys.nodePartition(tenant, id), sk: keys.headSort },
      ConditionExpression: "purging = :yes AND gd = :list",
      ExpressionAttributeValues: { ":yes": true, ":list": keys.purgeList(purgeDay) },
    },
  };
  const audit: TransactWrite = { Put: { TableName: nodesTable, Item: auditItem(end) } };
  return (await transact({ head, audit })).length === 0 ? "purged" : "kept";
}

function auditItem({ node, version, at }: Parameters<typeof removeHead>[2]) {
  return {
    pk: keys.auditPartition(node.tenant, at),
    sk: keys.auditSort(at, versionId(node.id, version)),
    schemaVersion,
    action: "purged",
    node_id: node.id,
    version,
    by: "schedule",
    at,
  };
}
