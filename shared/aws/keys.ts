import * as z from "zod";
import {
  type Hash,
  JobId,
  NodeId,
  TenantKey,
  Timestamp,
  type VersionNumber,
} from "#schemas/identifiers.ts";
import type { ConfigOwner, UsedDay } from "../config/config-store.ts";
import type { Day } from "../day.ts";
import type { RequestClass } from "../limits/request-limiter.ts";
import type { ListPosition } from "../nodes/node-store.ts";

/**
 * Every table key is built here, from a branded tenant key and parsed ids, so that no text of a
 * caller can reach into another tenant's partition.
 */
export const nodePartition = (tenant: TenantKey, id: NodeId) => `N#${tenant}#${id}`;

const NodePartition = z.tuple([z.literal("N"), TenantKey, NodeId]);

export function nodeOfPartition(partition: string): { tenant: TenantKey; id: NodeId } {
  const [, tenant, id] = NodePartition.parse(partition.split("#"));
  return { tenant, id };
}

/** Six digits, so that versions sort as numbers do. */
const sixDigits = (n: number) => String(n).padStart(6, "0");

export const headSort = "H";
export const contentSort = (n: VersionNumber) => `C#${sixDigits(n)}`;
export const versionSort = (n: VersionNumber) => `V#${sixDigits(n)}`;
export const reportSort = (n: VersionNumber) => `R#${sixDigits(n)}`;

/** Audit entries of a tenant lie together by month. */
export const auditPartition = (tenant: TenantKey, at: Timestamp) => `A#${tenant}#${at.slice(0, 7)}`;
export const auditSort = (at: Timestamp, versionId: string) => `${at}#${versionId}`;

export const activeList = (tenant: TenantKey) => `L#${tenant}`;
export const deletedList = (tenant: TenantKey) => `D#${tenant}`;
/** Nodes that are being removed for good; nobody is shown them. */
export const purgingList = (tenant: TenantKey) => `X#${tenant}`;
export const categoryList = (tenant: TenantKey, category: string) => `L#${tenant}#${category}`;
export const purgeList = (purgeDay: string) => `P#${purgeDay}`;

/** Sort key of the lists: the newest change is the greatest. */
export const changeSort = (position: ListPosition) => `${position.updatedAt}#${position.id}`;

const ChangeSort = z.tuple([Timestamp, NodeId]);

export function positionOfChangeSort(sort: string): ListPosition {
  const [updatedAt, id] = ChangeSort.parse(sort.split("#"));
  return { updatedAt, id };
}

export const jobPartition = (tenant: TenantKey, id: JobId) => `J#${tenant}#${id}`;
export const jobSort = "J";
export const requestSort = "Q";
export const mostEventNumber = 999_999;
export const eventSort = (seq: number) => `E#${sixDigits(seq)}`;

/** What belongs to an attempt, in the order of their making: a later claim goes on counting. */
export const attemptSorts = "K#";
export const attemptSort = (attempt: number, part: "reply" | "judgement") =>
  `${attemptSorts}${sixDigits(attempt)}#${part}`;

/** Replies that were cut for the transcript, whole; apart, so that its reader does not load them. */
export const wholeReplySorts = "W#";
export const wholeReplySort = (attempt: number) => `${wholeReplySorts}${sixDigits(attempt)}`;

const JobPartition = z.tuple([z.literal("J"), TenantKey, JobId]);

export function jobOfPartition(partition: string): { tenant: TenantKey; id: JobId } {
  const [, tenant, id] = JobPartition.parse(partition.split("#"));
  return { tenant, id };
}

/** The waiting list is cut in four, so that a burst of jobs does not meet in one partition. */
export const dueShards = [0, 1, 2, 3] as const;
export const dueList = (shard: number) => `DUE#${shard}`;
/** An id's last digit is random in UUID 4 and 7 alike. */
export const dueListOf = (id: JobId) =>
  dueList(Number.parseInt(id.slice(-1), 16) % dueShards.length);

/** A tenant's key has 43 characters, so that no tenant is `platform`, `cleaning` or `used`. */
export const configPartition = (owner: ConfigOwner) => `C#${owner}`;
export const configsSort = "configs";
export const statesSort = "brk";
export const configAuditSorts = "audit#";

/** The number of the write and the place in it keep apart what happened in the same millisecond. */
export const configAuditSort = (at: Timestamp, rev: number, index: number) =>
  `${configAuditSorts}${at}#${String(rev).padStart(12, "0")}#${index}`;

/** One item for each owner that has leftovers. */
export const cleaningPartition = "C#cleaning";

/** One item for each day and tenant whose own configurations answered, in the order of days. */
export const usedPartition = "C#used";
export const usedSort = ({ day, tenant }: UsedDay) => `${day}#${tenant}`;

const UsedSort = z.tuple([z.iso.date(), TenantKey]);

export function usedDayOfSort(sort: string): UsedDay {
  const [day, tenant] = UsedSort.parse(sort.split("#"));
  return { day, tenant };
}

/** What a tenant may still ask in its window, one item for each class of requests. */
export const limitPartition = (tenant: TenantKey) => `L#${tenant}`;
export const limitSort = (kind: RequestClass) => `rate#${kind}`;

/** What came of a request with an `Idempotency-Key`. */
export const idempotencyPartition = (tenant: TenantKey, key: Hash) => `I#${tenant}#${key}`;
export const idempotencySort = "I";

/** A tenant's jobs that were accepted and have not ended, as one set. */
export const inFlightPartition = (tenant: TenantKey) => `G#${tenant}`;
export const inFlightSort = "G";

/** Money and outcomes of a tenant, one item a day, and beside it runs of the sandbox. */
export const budgetPartition = (tenant: TenantKey) => `B#${tenant}`;
export const budgetSort = (day: Day) => day;

/** Runs come in bursts, so that a day has four items of them. */
export const runShards = [0, 1, 2, 3] as const;
export const runsSort = (day: Day, shard: number) => `${day}#runs#${shard}`;

/** One line for each job that has ended. */
export const ledgerPartition = (tenant: TenantKey) => `$#${tenant}`;
export const ledgerSort = (day: Day, job: JobId) => `${day}#${job}`;
