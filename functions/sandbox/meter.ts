/**
 * Measures and bounds guest code. The processor time of this thread counts, not the time on the
 * wall, so that a busy machine or a throttled function does not end honest code. The beat, shared
 * with the main thread, is odd while guest code runs.
 */
export const beatCount = 0;
export const beatBudgetMs = 1;

export type TimeUp = "cpu" | "wall";

const threadCpuMs = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

export class Meter {
  readonly #beat: Int32Array;
  readonly #cpuLimitMs: number;
  readonly #wallDeadline: number;
  #usedMs = 0;
  #sliceStart = 0;
  #sliceStartCpu = 0;
  #inside = false;
  #timeUp: TimeUp | undefined;

  constructor(beat: Int32Array, cpuLimitMs: number, wallDeadline: number) {
    this.#beat = beat;
    this.#cpuLimitMs = cpuLimitMs;
    this.#wallDeadline = wallDeadline;
  }

  get usedMs(): number {
    return this.#usedMs;
  }

  /** Which time is up, once it is; it stays so, even if the guest caught the interruption. */
  get timeUp(): TimeUp | undefined {
    return this.#timeUp;
  }

  /** The wall time ended while the guest was waiting. */
  endByWall(): void {
    this.#timeUp ??= "wall";
  }

  /** For the engine: whether guest code must stop now. */
  readonly interrupted = (): boolean => {
    if (this.#timeUp !== undefined) return true;
    if (!this.#inside) return false;
    const now = performance.now();
    if (now > this.#wallDeadline) this.#timeUp = "wall";
    // A thread cannot have used more processor time than time has passed.
    else if (now - this.#sliceStart > this.#leftMs() && this.#sliceCpuMs() > this.#leftMs()) {
      this.#timeUp = "cpu";
    }
    return this.#timeUp !== undefined;
  };

  /** Runs guest code. Everything that enters the guest goes through here. */
  slice<Result>(work: () => Result): Result {
    this.#sliceStart = performance.now();
    this.#sliceStartCpu = threadCpuMs();
    Atomics.store(this.#beat, beatBudgetMs, Math.max(0, Math.ceil(this.#leftMs())));
    Atomics.add(this.#beat, beatCount, 1);
    this.#inside = true;
    try {
      return work();
    } finally {
      this.#inside = false;
      Atomics.add(this.#beat, beatCount, 1);
      this.#usedMs += this.#sliceCpuMs();
      if (this.#usedMs > this.#cpuLimitMs) this.#timeUp ??= "cpu";
    }
  }

  #leftMs(): number {
    return this.#cpuLimitMs - this.#usedMs;
  }

  #sliceCpuMs(): number {
    return threadCpuMs() - this.#sliceStartCpu;
  }
}
