import { randomUUID } from "node:crypto";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from "@aws-sdk/lib-dynamodb";
import { AppError } from "../app-error.ts";
import type { NewId } from "../clock.ts";
import { emptyBook } from "../config/change-book.ts";
import type { ConfigOwner, ConfigStore, KeyedConfig } from "../config/config-store.ts";
import { newConfigState } from "../config/resolve-configs.ts";
import { type Backoff, jitteredDelay, systemBackoff } from "./backoff.ts";
import { batchGet } from "./batch-get.ts";
import {
  auditItem,
  bookItem,
  cleaningItem,
  readAuditEntry,
  readBook,
  readOwnerToClean,
  readStates,
  statesItem,
  usedItem,
} from "./config-items.ts";
import { putIdempotency } from "./idempotency-item.ts";
import * as keys from "./keys.ts";
import { type TransactWrite, transactions } from "./transact.ts";

const mostStateRetries = 10;

/** Configurations in the account table. */
export function dynamodbConfigStore(options: {
  readonly client: DynamoDBDocumentClient;
  readonly accountTable: string;
  /** For writes that have a key. */
  readonly workTable?: string;
  readonly backoff?: Backoff;
  readonly newToken?: NewId;
}): ConfigStore {
  const { client, accountTable, workTable = "", backoff = systemBackoff } = options;
  const { newToken = randomUUID } = options;
  const transact = transactions(client, backoff, newToken);

  const readStatesOf = async (owner: ConfigOwner) => {
    const Key = { pk: keys.configPartition(owner), sk: keys.statesSort };
    const command = new GetCommand({ TableName: accountTable, Key, ConsistentRead: true });
    const { Item } = await client.send(command);
    return Item === undefined ? { rev: 0, states: new Map() } : readStates(Item);
  };

  return {
    async read(owners) {
      const wanted = owners.flatMap((owner) =>
        [keys.configsSort, keys.statesSort].map((sk) => ({ pk: keys.configPartition(owner), sk })),
      );
      const found = await batchGet({ client, backoff }, accountTable, wanted, { consistent: true });
      return new Map(
        owners.map((owner) => {
          const item = (wantedSort: string) =>
            found.find(({ pk, sk }) => pk === keys.configPartition(owner) && sk === wantedSort);
          const book = item(keys.configsSort);
          const states = item(keys.statesSort);
          return [
            owner,
            {
              book: book === undefined ? emptyBook : readBook(book),
              states: states === undefined ? new Map() : readStates(states).states,
            },
          ];
        }),
      );
    },

    async write(owner, book, { ifRev, audit, keyed }) {
      const rev = ifRev + 1;
      const puts = audit.map((entry, index): [string, TransactWrite] => [
        `audit${index}`,
        { Put: { TableName: accountTable, Item: auditItem(owner, entry, { rev, index }) } },
      ]);
      const refused = await transact<string>({
        book: putIfRev(accountTable, bookItem(owner, { ...book, rev }), ifRev),
        cleaning: markCleaning(accountTable, owner, book.leftovers.length > 0),
        ...Object.fromEntries(puts),
        ...(keyed && { key: putKeyed(workTable, keyed) }),
      });
      if (refused.length === 0) return "written";
      return refused.includes("key") ? "key_taken" : "conflict";
    },

    async changeState(owner, id, change) {
      for (let retry = 0; retry <= mostStateRetries; retry += 1) {
        const { rev, states } = await readStatesOf(owner);
        const before = states.get(id) ?? newConfigState;
        const state = change(before);
        if (state === before) return state;
        // Put last, since the first ones fall out.
        const others = [...states].filter(([other]) => other !== id);
        const next = { rev: rev + 1, states: new Map([...others, [id, state]]) };
        if (await putStates(statesItem(owner, next), rev)) return state;
        await backoff.sleep(jitteredDelay(retry, backoff.random));
      }
      throw new AppError("unavailable", "The store is busy. Try again shortly.", {
        retryAfterSeconds: 1,
      });
    },

    async noteUsed(tenant, day) {
      // The same item each time, so that there is no condition to pay for.
      const Item = usedItem({ tenant, day });
      await client.send(new PutCommand({ TableName: accountTable, Item }));
    },

    async audit(owner, { limit, before }) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: accountTable,
          KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
          ExpressionAttributeValues: {
            ":pk": keys.configPartition(owner),
            ":first": keys.configAuditSorts,
            // `$` comes right after `#`: past every entry.
            ":last": before === undefined ? "audit$" : `${keys.configAuditSorts}${before}`,
          },
          ScanIndexForward: false,
          ConsistentRead: true,
          // BETWEEN includes its ends; one more tells whether there is a next page.
          Limit: limit + 2,
        }),
      );
      const older = Items.filter(({ sk }) => sk !== `${keys.configAuditSorts}${before}`);
      const items = older.slice(0, limit);
      const last = items.at(-1);
      return {
        items: items.map(readAuditEntry),
        ...(older.length > limit &&
          last && { next: String(last.sk).slice(keys.configAuditSorts.length) }),
      };
    },

    async ownersToClean() {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: accountTable,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": keys.cleaningPartition },
          ConsistentRead: true,
          Limit: 100,
        }),
      );
      return Items.map(readOwnerToClean);
    },
  };

  async function putStates(item: Record<string, unknown>, ifRev: number): Promise<boolean> {
    try {
      await client.send(new PutCommand(putIfRev(accountTable, item, ifRev).Put));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

const putIfRev = (table: string, item: Record<string, unknown>, ifRev: number) => ({
  Put: {
    TableName: table,
    Item: item,
    ...(ifRev === 0
      ? { ConditionExpression: "attribute_not_exists(pk)" }
      : { ConditionExpression: "rev = :rev", ExpressionAttributeValues: { ":rev": ifRev } }),
  },
});

const putKeyed = (table: string, { tenant, claim, configId, at }: KeyedConfig): TransactWrite =>
  putIdempotency(table, tenant, claim, { result: { configId }, now: at });

const markCleaning = (table: string, owner: ConfigOwner, isWanted: boolean): TransactWrite => {
  const { pk, sk, ...rest } = cleaningItem(owner);
  return isWanted
    ? { Put: { TableName: table, Item: { pk, sk, ...rest } } }
    : { Delete: { TableName: table, Key: { pk, sk } } };
};
