import type { NodeId } from "#schemas/identifiers.ts";
import { notFound } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import { type Clock, timestamp } from "../clock.ts";
import { daysAfter } from "../day.ts";
import type { NodeStore } from "./node-store.ts";

/** How long a deleted node is kept at the least; the mark says from which day it may be removed. */
export const keepDeletedDays = 30;

/** Deletes softly; deleting again changes nothing and is no error. @throws AppError `not_found` */
export async function deleteNode(
  { caller, id }: { caller: Caller; id: NodeId },
  { nodes, clock }: { nodes: NodeStore; clock: Clock },
): Promise<void> {
  const now = clock.now();
  const purgeDay = daysAfter(now, keepDeletedDays);
  const mark = { at: timestamp(now), by: caller.subject, purgeDay };
  if ((await nodes.delete(caller.tenant, id, mark)) === "not_found") throw notFound("node");
}
