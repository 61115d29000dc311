import { Engine } from "./engine.ts";
import type { EngineParts } from "./engine-parts.ts";
import { type GuestClock, nanoseconds, seededRandom, systemRandom } from "./guest-clock.ts";
import type { GuestHost } from "./guest-host.ts";
import type { GuestRun } from "./messages.ts";
import type { Meter } from "./meter.ts";

/** A fresh instance with the clock, chance and limits of a run. */
export async function makeEngine(
  run: GuestRun,
  parts: EngineParts,
  using: { readonly clock: GuestClock; readonly meter: Meter; readonly host: GuestHost },
): Promise<Engine> {
  const random = run.seed === undefined ? systemRandom : seededRandom(run.seed);
  const start = using.clock.now();
  // The engine seeds Math.random from the first reading of its clock: a random one, or the seed's.
  const seedReading = new Uint8Array(8);
  random(seedReading);
  const firstReading = new DataView(seedReading.buffer).getBigUint64(0) >> 4n;
  let starting = true;
  const engine = await Engine.create({
    parts,
    memoryLimitBytes: run.memoryMb << 20,
    interrupted: using.meter.interrupted,
    random,
    clock: (kind) => {
      if (kind === "monotonic") return nanoseconds(using.clock.now() - start);
      return starting ? firstReading : nanoseconds(using.clock.now());
    },
    host: using.host,
  });
  starting = false;
  return engine;
}
