import { Engine } from "../engine/engine.ts";
import type { EngineParts } from "../engine/engine-parts.ts";
import type { GuestRun } from "../messages.ts";
import { type GuestClock, nanoseconds, seededRandom, systemRandom } from "./guest-clock.ts";
import type { GuestHost } from "./guest-host.ts";
import type { Meter } from "./meter.ts";

/**
 * How many instances may be made before those that are over are collected. V8 counts them for a
 * fraction of their memory and leaves a hundred megabytes lying; collecting takes it 4 ms.
 */
const collectEvery = 32;

/** Fresh instances. One is made ahead, while the worker has nothing to do; none is used twice. */
export class EngineSupply {
  readonly #parts: EngineParts;
  readonly #collect: () => void;
  #made = 0;
  #ahead: Promise<Engine> | undefined;

  constructor(parts: EngineParts, collect: () => void) {
    this.#parts = parts;
    this.#collect = collect;
  }

  /** An instance with the clock, chance and limits of a run. */
  async take(
    run: GuestRun,
    using: { readonly clock: GuestClock; readonly meter: Meter; readonly host: GuestHost },
  ): Promise<Engine> {
    const { clock, meter, host } = using;
    const random = run.seed === undefined ? systemRandom : seededRandom(run.seed);
    const engine = await (run.seed === undefined ? this.#takeAhead() : this.#make(random));
    const start = clock.now();
    engine.begin({
      memoryLimitBytes: run.memoryMb << 20,
      interrupted: meter.interrupted,
      random,
      host,
      clock: (kind) => nanoseconds(kind === "monotonic" ? clock.now() - start : clock.now()),
    });
    return engine;
  }

  /** Makes the next instance now, unless there is one. To be called between two runs. */
  makeAhead(): void {
    if (this.#made >= collectEvery) {
      this.#made = 0;
      this.#collect();
    }
    this.#ahead ??= this.#make(systemRandom);
    // Whether it could be made is asked when it is taken.
    this.#ahead.catch(() => {});
  }

  #takeAhead(): Promise<Engine> {
    const engine = this.#ahead ?? this.#make(systemRandom);
    this.#ahead = undefined;
    return engine;
  }

  #make(random: (bytes: Uint8Array) => void): Promise<Engine> {
    this.#made += 1;
    const reading = new Uint8Array(8);
    random(reading);
    return Engine.create(this.#parts, new DataView(reading.buffer).getBigUint64(0) >> 4n);
  }
}
