import { describe, expect, it } from "vitest";
import { openGates } from "#shared/config/breaker-gate.ts";
import type { ConfigOwner } from "#shared/config/config-store.ts";
import { newConfigState, stateOf } from "#shared/config/resolve-configs.ts";
import { providerFailure } from "#shared/providers/provider-failure.ts";
import { sampleConfig } from "../../support/config/config-samples.ts";
import { memoryConfigStore } from "../../support/stores/memory-config-store.ts";
import { newTenant } from "../../support/stores/node-samples.ts";

/** A configuration of one's own, asked by a job at a time. */
function world(owner: ConfigOwner = newTenant()) {
  const store = memoryConfigStore();
  const config = sampleConfig();
  const state = { now: new Date("2031-02-03T04:05:06.000Z") };
  const noted: string[] = [];
  const faults: unknown[] = [];
  const turn = { isAway: false };
  const asked = {
    changeState: store.changeState,
    async noteUsed(...[tenant, day]: Parameters<typeof store.noteUsed>) {
      if (turn.isAway) throw new Error("the table is away");
      noted.push(day);
      await store.noteUsed(tenant, day);
    },
  };
  const gate = async () => {
    const read = (await store.read([owner])).get(owner);
    const stored = { kind: "stored" as const, owner, config, epoch: 1 };
    const known = read ? stateOf(read, config.id) : newConfigState;
    const [one] = openGates([{ ...stored, state: known }], {
      store: asked,
      clock: { now: () => state.now },
      onBreaker: () => {},
      onFault: (error) => faults.push(error),
    });
    if (one === undefined) throw new Error("each candidate has a gate");
    return one;
  };
  const succeedAt = async (instant: string) => {
    state.now = new Date(instant);
    await (await gate()).succeeded();
  };
  const usedAt = async () => (await store.read([owner])).get(owner)?.states.get(config.id)?.usedAt;
  return { owner, store, noted, faults, turn, gate, succeedAt, usedAt };
}

describe("the use of a tenant's configuration", () => {
  it("is noted once a day, by whichever job is the first", async () => {
    const { owner, store, noted, succeedAt } = world();
    await succeedAt("2031-02-03T04:00:00.000Z");
    await succeedAt("2031-02-03T06:00:00.000Z");
    await succeedAt("2031-02-03T23:50:00.000Z");
    expect(noted).toEqual(["2031-02-03"]);
    await succeedAt("2031-02-04T00:10:00.000Z");
    await succeedAt("2031-02-04T00:20:00.000Z");
    expect(noted).toEqual(["2031-02-03", "2031-02-04"]);
    const days = await store.usedDays.listBefore("2031-12-31", { limit: 10 });
    expect(days).toEqual(noted.map((day) => ({ tenant: owner, day })));
  });

  it("that cannot be noted is told, and noted the next time; the generation goes on", async () => {
    const { noted, faults, turn, succeedAt, usedAt } = world();
    turn.isAway = true;
    await succeedAt("2031-02-03T04:00:00.000Z");
    expect(faults).toHaveLength(1);
    expect(await usedAt()).toBeNull();
    turn.isAway = false;
    await succeedAt("2031-02-03T04:01:00.000Z");
    expect(noted).toEqual(["2031-02-03"]);
    expect(await usedAt()).toBe("2031-02-03T04:01:00.000Z");
  });

  it("is not noted where it failed", async () => {
    const { noted, gate } = world();
    await (await gate()).failed(providerFailure("auth"));
    await (await gate()).failed(providerFailure("server"));
    expect(noted).toEqual([]);
  });

  it("is not noted of the platform's, which the schedule tries anyway", async () => {
    const { noted, succeedAt, usedAt } = world("platform");
    await succeedAt("2031-02-03T04:00:00.000Z");
    expect(noted).toEqual([]);
    expect(await usedAt()).toBe("2031-02-03T04:00:00.000Z");
  });
});
