import * as z from "zod";
import { TenantKey, Timestamp } from "#schemas/identifiers.ts";
import {
  ConfigHealth,
  ConfigId,
  ConfigProvider,
  LlmConfigAuditEntry,
  OpenaiApi,
} from "#schemas/llm-config.ts";
import type {
  ConfigAuditEntry,
  ConfigBook,
  ConfigOwner,
  ConfigState,
  UsedDay,
} from "../config/config-store.ts";
import * as keys from "./keys.ts";
import { fitting, jsonText, readItem, SchemaVersion, schemaVersion } from "./stored-item.ts";

const place = { secretId: z.string(), versionId: z.string() };

const StoredConfig = z.strictObject({
  id: ConfigId,
  provider: ConfigProvider,
  model: z.string(),
  temperature: z.number(),
  maxTokens: z.int().nullable(),
  repairModel: z.string().nullable(),
  fallbackOrder: z.int().nullable(),
  apiUrl: z.string().nullable(),
  api: OpenaiApi.nullable(),
  key: z.strictObject({ ...place, hint: z.string().max(4) }).nullable(),
  version: z.int(),
  created_at: Timestamp,
  updated_at: Timestamp,
});

const KeyLeftover = z.strictObject({
  kind: z.enum(["intent", "tombstone"]),
  configId: ConfigId,
  ...place,
  at: Timestamp,
});

const Book = z.strictObject({
  epoch: z.int(),
  refreshed_at: Timestamp.nullable(),
  configs: z.array(StoredConfig),
  defaultId: ConfigId.nullable(),
  leftovers: z.array(KeyLeftover),
});

const BookItem = z.object({
  schemaVersion: SchemaVersion,
  rev: z.int(),
  book: jsonText(Book),
});

const State = z.strictObject({
  health: ConfigHealth.nullable(),
  failedChecks: z.int(),
  breaker: z.strictObject({
    state: z.enum(["closed", "open", "half_open"]),
    failures: z.int(),
    retryAt: Timestamp.nullable(),
  }),
  usedAt: Timestamp.nullable(),
});

/** Pairs, since an object of the same text would not keep the order. */
const States = z.array(z.tuple([ConfigId, State]));

const StatesItem = z.object({
  schemaVersion: SchemaVersion,
  rev: z.int(),
  states: jsonText(States),
});

const AuditItem = z.object({
  sk: z.string(),
  schemaVersion: SchemaVersion,
  entry: jsonText(LlmConfigAuditEntry),
});

const CleaningItem = z.object({
  sk: z.union([z.literal("platform"), TenantKey]),
  schemaVersion: SchemaVersion,
});

const UsedItem = z.object({ sk: z.string(), schemaVersion: SchemaVersion });

export interface StatesRead {
  readonly rev: number;
  readonly states: ReadonlyMap<ConfigId, ConfigState>;
}

export function readBook(item: unknown): ConfigBook {
  const { rev, book } = readItem(BookItem, item);
  return { rev, ...book };
}

export function readStates(item: unknown): StatesRead {
  const { rev, states } = readItem(StatesItem, item);
  return { rev, states: new Map(states) };
}

export const readAuditEntry = (item: unknown): ConfigAuditEntry => readItem(AuditItem, item).entry;
export const readOwnerToClean = (item: unknown): ConfigOwner => readItem(CleaningItem, item).sk;

export const readUsedDay = (item: unknown): UsedDay =>
  keys.usedDayOfSort(readItem(UsedItem, item).sk);

/** @throws AppError `payload_too_large` */
export function bookItem(owner: ConfigOwner, { rev, ...book }: ConfigBook) {
  return fitting({
    pk: keys.configPartition(owner),
    sk: keys.configsSort,
    schemaVersion,
    rev,
    book: z.encode(BookItem.shape.book, mutable(Book, book)),
  });
}

/** States of configurations that are gone fall out when there are more than these. */
const mostStates = 30;

export function statesItem(owner: ConfigOwner, { rev, states }: StatesRead) {
  const newest = [...states].slice(-mostStates);
  return fitting({
    pk: keys.configPartition(owner),
    sk: keys.statesSort,
    schemaVersion,
    rev,
    states: z.encode(StatesItem.shape.states, mutable(States, newest)),
  });
}

export const auditItem = (
  owner: ConfigOwner,
  entry: ConfigAuditEntry,
  write: { readonly rev: number; readonly index: number },
) => ({
  pk: keys.configPartition(owner),
  sk: keys.configAuditSort(entry.at, write.rev, write.index),
  schemaVersion,
  entry: z.encode(AuditItem.shape.entry, entry),
});

export const cleaningItem = (owner: ConfigOwner) => ({
  pk: keys.cleaningPartition,
  sk: owner,
  schemaVersion,
});

export const usedItem = (used: UsedDay) => ({
  pk: keys.usedPartition,
  sk: keys.usedSort(used),
  schemaVersion,
});

/** The same value as the schema's own type: parsing checks on the way in what is read on the way out. */
const mutable = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> =>
  schema.parse(value);
