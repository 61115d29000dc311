import type { GuestRun } from "../messages.ts";
import { type GuestClock, nanoseconds, seededRandom, systemRandom } from "../run/guest-clock.ts";
import type { GuestHost } from "../run/guest-host.ts";
import type { Meter } from "../run/meter.ts";
import { Engine } from "./engine.ts";
import type { EngineParts } from "./engine-parts.ts";

/** Fresh instances. One is made ahead, while the worker has nothing to do; none is used twice. */
export class EngineSupply {
  readonly #parts: EngineParts;
  #ahead: Promise<Engine> | undefined;

  constructor(parts: EngineParts) {
    this.#parts = parts;
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

  /** Makes the next instance now, unless there is one. */
  makeAhead(): void {
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
    const reading = new Uint8Array(8);
    random(reading);
    return Engine.create(this.#parts, new DataView(reading.buffer).getBigUint64(0) >> 4n);
  }
}
