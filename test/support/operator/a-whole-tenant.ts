import { PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { Hash, type TenantKey } from "#schemas/identifiers.ts";
import { dynamodbConfigStore } from "#shared/aws/dynamodb-config-store.ts";
import { dynamodbNodeStore } from "#shared/aws/dynamodb-node-store.ts";
import * as keys from "#shared/aws/keys.ts";
import { secretKeyWriter } from "#shared/aws/secret-key-writer.ts";
import { emptyBook } from "#shared/config/change-book.ts";
import type { StoreAccess } from "../../../local/operator/store-access.ts";
import { aConfig, aLeftover, anEntry } from "../stores/config-samples.ts";
import { newJobId } from "../stores/job-samples.ts";
import { firstWrite, instant, nextWrite } from "../stores/node-samples.ts";

/** Something of every kind that is ever stored of a tenant. */
export async function storeWholeTenant(access: StoreAccess, tenant: TenantKey) {
  const nodes = await storeNodes(access, tenant);
  const secretId = await storeConfigs(access, tenant);
  await storeWork(access, tenant);
  return { nodes, secretId };
}

/** One in use with two versions, one deleted, one that is half removed. */
async function storeNodes({ client, tables }: StoreAccess, tenant: TenantKey) {
  const store = dynamodbNodeStore({ client, nodesTable: tables.nodes });
  const [used, deleted, purged] = [1, 2, 3].map((at) => firstWrite({ at }));
  if (!used || !deleted || !purged) throw new Error("three nodes");
  for (const write of [used, nextWrite(used, { at: 9 }), deleted, purged]) {
    await store.write(tenant, write);
  }
  for (const { head } of [deleted, purged]) {
    const mark = { at: instant(20), by: "ada", purgeDay: "2031-02-01" };
    await store.delete(tenant, head.id, mark);
  }
  const pk = keys.nodePartition(tenant, purged.head.id);
  const gs = keys.changeSort({ updatedAt: instant(20), id: purged.head.id });
  const Item = { pk, sk: keys.headSort, purging: true, gl: keys.purgingList(tenant), gs };
  await client.send(new PutCommand({ TableName: tables.nodes, Item }));
  return { used: used.head.id, deleted: deleted.head.id, purged: purged.head.id };
}

async function storeConfigs({ client, secrets, tables }: StoreAccess, tenant: TenantKey) {
  const writer = secretKeyWriter({ client: secrets, prefix: "nodesmith/test/" });
  const secretId = writer.newSecretId(tenant, crypto.randomUUID());
  const versionId = crypto.randomUUID();
  await writer.put({ owner: tenant, secretId, versionId }, "sk-0123456789");
  const config = aConfig({ key: { secretId, versionId, hint: "6789" } });
  const store = dynamodbConfigStore({ client, accountTable: tables.account });
  const book = { ...emptyBook, rev: 1, configs: [config], leftovers: [aLeftover({ secretId })] };
  await store.write(tenant, book, { ifRev: 0, audit: [anEntry()] });
  await store.noteUsed(tenant, "2031-02-28");
  await store.changeState(tenant, config.id, (state) => ({ ...state, failedChecks: 1 }));
  return secretId;
}

async function storeWork({ client, tables }: StoreAccess, tenant: TenantKey) {
  const job = newJobId();
  const hash = Hash.parse("a".repeat(64));
  const jobPk = keys.jobPartition(tenant, job);
  const work = [
    [jobPk, keys.jobSort],
    [jobPk, keys.requestSort],
    [jobPk, keys.eventSort(0)],
    [jobPk, keys.attemptSort(1, "reply")],
    [keys.idempotencyPartition(tenant, hash), keys.idempotencySort],
    [keys.limitPartition(tenant), keys.limitSort("requests")],
    [keys.inFlightPartition(tenant), keys.inFlightSort],
  ];
  const day = instant(0).slice(0, 10);
  const account = [
    [keys.budgetPartition(tenant), keys.budgetSort(day)],
    [keys.budgetPartition(tenant), keys.runsSort(day, 0)],
    [keys.ledgerPartition(tenant), keys.ledgerSort(day, job)],
    [keys.usedPartition, keys.usedSort({ day, tenant })],
  ];
  const put = (TableName: string, [pk, sk]: readonly (string | undefined)[]) =>
    client.send(new PutCommand({ TableName, Item: { pk, sk, schemaVersion: 1, spent: 5 } }));
  for (const key of work) await put(tables.work, key);
  for (const key of account) await put(tables.account, key);
}

/** Every item of all tables that names the tenant anywhere, in an order of its own. */
export async function everythingOf({ client, tables }: StoreAccess, tenant: TenantKey) {
  const found: string[] = [];
  for (const TableName of [tables.nodes, tables.work, tables.account]) {
    const { Items = [] } = await client.send(new ScanCommand({ TableName }));
    found.push(...Items.map(textOf).filter((one) => one.includes(tenant)));
  }
  return found.sort();
}

/** The same for the same item, whose attributes come in any order. */
const textOf = (item: unknown): string =>
  JSON.stringify(item, (_, value) =>
    value?.constructor === Object ? Object.fromEntries(Object.entries(value).sort()) : value,
  );
