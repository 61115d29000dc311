import { expect, it } from "vitest";
import { type DueNode, type PurgeStore, purgeNodes } from "#shared/nodes/purge-nodes.ts";
import { newNodeId, newTenant } from "../../support/stores/node-samples.ts";

const now = "2031-03-31T12:00:00.000Z";
const dueOn = (purgeDay: string): DueNode => ({ tenant: newTenant(), id: newNodeId(), purgeDay });

/** Every purge takes this long. */
function fakeStore(due: readonly DueNode[], takesMs = 0) {
  let time = Date.parse(now);
  const purged: DueNode[] = [];
  const nodes: PurgeStore = {
    due: async (day, limit) => due.filter(({ purgeDay }) => purgeDay === day).slice(0, limit),
    async purge(node) {
      time += takesMs;
      if (node.purgeDay === "2031-01-02") throw new Error("cannot");
      purged.push(node);
      return "purged";
    },
  };
  return { nodes, purged, clock: { now: () => new Date(time) } };
}

const noFault = () => {
  throw new Error("no fault was expected");
};

it("removes what was due before today, the oldest first, and leaves the rest", async () => {
  const [today, yesterday, old, tooOld] = ["2031-03-31", "2031-03-30", "2030-12-24", "2030-01-01"];
  const due = [today, yesterday, old, tooOld].map((day) => dueOn(day ?? ""));
  const { purged, ...services } = fakeStore(due);
  expect(await purgeNodes({ ...services, onFault: noFault })).toEqual({ purged: 2 });
  expect(purged.map(({ purgeDay }) => purgeDay)).toEqual([old, yesterday]);
});

it("goes on where one cannot be removed, and tells of it", async () => {
  const bad = dueOn("2031-01-02");
  const { purged, ...services } = fakeStore([bad, dueOn("2031-01-03")]);
  const told: DueNode[] = [];
  const onFault = (_: unknown, node: DueNode) => told.push(node);
  expect(await purgeNodes({ ...services, onFault })).toEqual({ purged: 1 });
  expect(told).toEqual([bad]);
  expect(purged).toHaveLength(1);
});

it("removes a bounded number in a run, over all days", async () => {
  const due = Array.from({ length: 600 }, (_, n) => dueOn(n % 2 ? "2031-03-30" : "2031-03-29"));
  const { purged: _, ...services } = fakeStore(due);
  expect(await purgeNodes({ ...services, onFault: noFault })).toEqual({ purged: 500 });
});

it("begins no further one when its time is over", async () => {
  const due = Array.from({ length: 50 }, () => dueOn("2031-03-30"));
  const { purged: _, ...services } = fakeStore(due, 50_000);
  expect(await purgeNodes({ ...services, onFault: noFault })).toEqual({ purged: 5 });
});
