import type { NodeId, TenantKey, Timestamp } from "#schemas/identifiers.ts";
import { type Clock, timestamp } from "../clock.ts";
import { daysBefore } from "../day.ts";

/** A deleted node with the day (`yyyy-mm-dd`) from which on it may be removed. */
export interface DueNode {
  readonly tenant: TenantKey;
  readonly id: NodeId;
  readonly purgeDay: string;
}

/** What removes nodes for good. It knows no tenant but those of the nodes it finds. */
export interface PurgeStore {
  /** Deleted nodes of one purge day, in no order. */
  due(purgeDay: string, limit: number): Promise<readonly DueNode[]>;
  /**
   * Removes all versions and then the node, with an audit entry. `kept`: it was brought back or
   * removed meanwhile. May be repeated after an end at any point, and goes on from there.
   */
  purge(node: DueNode, at: Timestamp): Promise<"purged" | "kept">;
}

/** Nodes removed in one run; the rest waits for the next. */
const mostPerRun = 500;

/** After this no further node is begun; the function has 300 s. */
const longestRunMs = 200_000;

/** Days looked back: how long the schedule may have stood still without a node being forgotten. */
const daysBack = 180;

interface PurgeServices {
  readonly nodes: PurgeStore;
  readonly clock: Clock;
  /** Told of each node that could not be removed; the next run tries it again. */
  readonly onFault: (error: unknown, node: DueNode) => void;
}

/**
 * Removes nodes for good whose time in the bin has passed, the longest deleted first. The purge day
 * itself is not touched: on it a node has not been deleted for its whole time yet.
 */
export async function purgeNodes(services: PurgeServices): Promise<{ readonly purged: number }> {
  const { nodes, clock } = services;
  const started = clock.now();
  const isLate = () => clock.now().getTime() - started.getTime() > longestRunMs;
  let begun = 0;
  let purged = 0;
  for (let back = daysBack; back >= 1; back -= 1) {
    const purgeDay = daysBefore(started, back);
    for (const node of await nodes.due(purgeDay, mostPerRun - begun)) {
      if (isLate()) return { purged };
      begun += 1;
      if (await purgeOne(node, services)) purged += 1;
    }
    if (begun >= mostPerRun) break;
  }
  return { purged };
}

async function purgeOne(node: DueNode, { nodes, clock, onFault }: PurgeServices): Promise<boolean> {
  try {
    return (await nodes.purge(node, timestamp(clock.now()))) === "purged";
  } catch (error) {
    onFault(error, node);
    return false;
  }
}
