import { DeleteSecretCommand, ResourceNotFoundException } from "@aws-sdk/client-secrets-manager";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { TenantKey } from "#schemas/identifiers.ts";
import { systemBackoff } from "#shared/aws/backoff.ts";
import { batchDelete, type ItemKey } from "#shared/aws/batch-delete.ts";
import { readBook } from "#shared/aws/config-items.ts";
import * as keys from "#shared/aws/keys.ts";
import { CannotStart } from "../cannot-start.ts";
import type { StoreAccess } from "./store-access.ts";
import {
  auditPartitions,
  collect,
  nodePartitions,
  partitionItems,
  workKeys,
} from "./tenant-items.ts";

/** What was removed, by kind; items but for nodes and secrets. */
export interface DeletedCounts {
  readonly nodes: number;
  readonly secrets: number;
  readonly nodeItems: number;
  readonly accountItems: number;
  readonly workItems: number;
}

/**
 * Removes everything of a tenant from all tables, and its secrets. May be repeated after an end at
 * any point: what leads to something (a book to its secrets, a head to its versions) goes after it.
 * @throws CannotStart while generations of the tenant run
 */
export async function deleteTenant(
  access: StoreAccess,
  tenant: TenantKey,
  now: Date,
): Promise<DeletedCounts> {
  await refuseWhileRunning(access, tenant);
  const secrets = await deleteSecrets(access, tenant);
  const accountItems = await deleteAccount(access, tenant);
  const { nodes, nodeItems } = await deleteNodes(access, tenant, now);
  const workItems = await deleteWork(access, tenant);
  return { nodes, secrets, nodeItems, accountItems, workItems };
}

async function refuseWhileRunning({ client, tables }: StoreAccess, tenant: TenantKey) {
  const Key = { pk: keys.inFlightPartition(tenant), sk: keys.inFlightSort };
  const { Item } = await client.send(
    new GetCommand({ TableName: tables.work, Key, ConsistentRead: true }),
  );
  const running = Item?.jobs instanceof Set ? [...Item.jobs] : [];
  if (running.length === 0) return;
  throw new CannotStart(
    `${running.length} generations of this tenant have not ended (${running.join(", ")}): ` +
      "nothing was deleted; wait for them or cancel them first",
  );
}

/** A key is in the book before it is written, so that the book names every secret there may be. */
async function deleteSecrets(access: StoreAccess, tenant: TenantKey): Promise<number> {
  const { Item } = await access.client.send(
    new GetCommand({
      TableName: access.tables.account,
      Key: { pk: keys.configPartition(tenant), sk: keys.configsSort },
      ConsistentRead: true,
    }),
  );
  if (Item === undefined) return 0;
  const { configs, leftovers } = readBook(Item);
  const places = [...configs.flatMap(({ key }) => key ?? []), ...leftovers];
  const names = new Set(places.map(({ secretId }) => secretId));
  let deleted = 0;
  for (const name of names) deleted += await deleteSecret(access, name);
  return deleted;
}

async function deleteSecret({ secrets }: StoreAccess, SecretId: string): Promise<0 | 1> {
  try {
    await secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
    return 1;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return 0;
    throw error;
  }
}

async function deleteAccount(access: StoreAccess, tenant: TenantKey): Promise<number> {
  const table = access.tables.account;
  const partitions = [keys.budgetPartition, keys.ledgerPartition, keys.configPartition];
  let deleted = 0;
  for (const partition of partitions) {
    deleted += await deletePartition(access, table, partition(tenant));
  }
  const used = await usedKeys(access, tenant);
  await deleteKeys(access, table, [{ pk: keys.cleaningPartition, sk: tenant }, ...used]);
  return deleted + used.length;
}

/** All tenants' days of use are in one list, which is short: the schedule takes away what it has seen. */
async function usedKeys(access: StoreAccess, tenant: TenantKey): Promise<ItemKey[]> {
  const { account } = access.tables;
  const used = await collect(partitionItems(access, account, keys.usedPartition));
  return used
    .map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }))
    .filter(({ sk }) => keys.usedDayOfSort(sk).tenant === tenant);
}

async function deleteNodes(access: StoreAccess, tenant: TenantKey, now: Date) {
  const table = access.tables.nodes;
  const done = new Set<string>();
  let nodeItems = 0;
  // The list lags behind a little: what it shows is looked at until nothing new is found.
  for (let before = -1; before < done.size; ) {
    before = done.size;
    for await (const pk of nodePartitions(access, tenant)) {
      if (done.has(pk)) continue;
      nodeItems += await deletePartition(access, table, pk, keys.headSort);
      done.add(pk);
    }
  }
  for (const pk of auditPartitions(tenant, now)) {
    nodeItems += await deletePartition(access, table, pk);
  }
  return { nodes: done.size, nodeItems };
}

/** `last` goes when all others are gone: it is what the partition is found by. */
async function deletePartition(
  access: StoreAccess,
  table: string,
  pk: string,
  last?: string,
): Promise<number> {
  const found = partitionItems(access, table, pk, { ProjectionExpression: "pk, sk" });
  const items = (await collect(found)).map(({ sk }) => ({ pk, sk: String(sk) }));
  await deleteKeys(
    access,
    table,
    items.filter(({ sk }) => sk !== last),
  );
  await deleteKeys(
    access,
    table,
    items.filter(({ sk }) => sk === last),
  );
  return items.length;
}

async function deleteWork(access: StoreAccess, tenant: TenantKey): Promise<number> {
  const items = await collect(workKeys(access, tenant));
  await deleteKeys(access, access.tables.work, items);
  return items.length;
}

const deleteKeys = ({ client }: StoreAccess, table: string, items: readonly ItemKey[]) =>
  batchDelete({ client, backoff: systemBackoff }, table, items);
