import { expect, test } from "vitest";
import { functionSize } from "../../../functions/sandbox/function-size.ts";
import { loadEngine } from "../../../functions/sandbox/load-engine.ts";
import type { GuestRun } from "../../../functions/sandbox/messages.ts";
import { EngineSupply } from "../../../functions/sandbox/run/engine-supply.ts";
import { liveClock } from "../../../functions/sandbox/run/guest-clock.ts";
import { Meter } from "../../../functions/sandbox/run/meter.ts";

const run: GuestRun = {
  number: 1,
  code: "",
  inputs: "{}",
  assertions: [],
  cpuMs: 1_000,
  wallMs: 5_000,
  memoryMb: 16,
  outputBytes: 1_000,
  now: undefined,
  seed: undefined,
  virtualTime: false,
};

const using = () => ({
  clock: liveClock(),
  meter: new Meter(new Int32Array(new SharedArrayBuffer(8)), 1_000, performance.now() + 5_000),
  host: () => undefined,
});

async function makeSupply() {
  const counts = { collected: 0 };
  const parts = await loadEngine(functionSize().ceilingMb);
  const supply = new EngineSupply(parts, () => {
    counts.collected += 1;
  });
  return { supply, counts };
}

test("no instance is given twice, whether it was made ahead or not", async () => {
  const { supply } = await makeSupply();
  supply.makeAhead();
  const engines = [
    await supply.take(run, using()),
    await supply.take(run, using()),
    await supply.take({ ...run, seed: 1 }, using()),
  ];
  expect(new Set(engines).size).toBe(3);
});

test("spent instances are collected, and only between runs", async () => {
  const { supply, counts } = await makeSupply();
  for (let made = 0; made < 40; made += 1) await supply.take(run, using());
  expect(counts.collected).toBe(0);
  supply.makeAhead();
  expect(counts.collected).toBe(1);
  supply.makeAhead();
  expect(counts.collected).toBe(1);
});
