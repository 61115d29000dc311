/**
 * Measures and bounds guest code. The processor time of this thread counts, not the time on the
 * wall, so that a busy machine or a throttled function does not end honest code. The beat, shared
 * with the main thread, is odd while guest code runs.
 */
export const beatCount = 0;
export const beatBudgetMs = 1;

export type TimeUp = "cpu" | "wall";

/** How far a thread's processor time may lag behind while the thread runs: one tick of the system. */
const tickMs = 10;

const threadCpuMs = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

export class Meter {
  readonly #beat: Int32Array;
  readonly #cpuLimitMs: number;
  readonly #wallDeadline: number;
  /** Of the thread when guest code was first entered. */
  #startCpuMs: number | undefined;
  /** Time on the wall in finished slices. */
  #insideMs = 0;
  #sliceStart = 0;
  #isInside = false;
  #timeUp: TimeUp | undefined;

  constructor(beat: Int32Array, cpuLimitMs: number, wallDeadline: number) {
    this.#beat = beat;
    this.#cpuLimitMs = cpuLimitMs;
    this.#wallDeadline = wallDeadline;
  }

  /**
   * Processor time used so far. The system updates a running thread's figure only every few
   * milliseconds, so that short slices measured one by one would seem to cost nothing; hence the
   * thread's time from the first slice on, but never more than passed inside slices.
   */
  get usedMs(): number {
    if (this.#startCpuMs === undefined) return 0;
    return Math.min(threadCpuMs() - this.#startCpuMs, this.#elapsedInsideMs());
  }

  /** For reports: what is too short for the system to have noticed is told by the clock. */
  get reportedMs(): number {
    return Math.max(this.usedMs, Math.min(this.#elapsedInsideMs(), tickMs));
  }

  /** Which time is up, once it is; it stays so, even if the guest caught the interruption. */
  get timeUp(): TimeUp | undefined {
    return this.#timeUp;
  }

  /** The wall time ended while the guest was waiting. */
  endByWall(): void {
    this.#timeUp ??= "wall";
  }

  /** For the engine: whether guest code must stop now. Asked often, so the cheap clock goes first. */
  readonly interrupted = (): boolean => {
    if (this.#timeUp !== undefined) return true;
    if (!this.#isInside) return false;
    if (performance.now() > this.#wallDeadline) this.#timeUp = "wall";
    else this.#checkCpu();
    return this.#timeUp !== undefined;
  };

  /** Runs guest code. Everything that enters the guest goes through here. */
  slice<Result>(work: () => Result): Result {
    this.#startCpuMs ??= threadCpuMs();
    this.#sliceStart = performance.now();
    const leftMs = Math.max(0, Math.ceil(this.#cpuLimitMs - this.usedMs));
    Atomics.store(this.#beat, beatBudgetMs, leftMs);
    Atomics.add(this.#beat, beatCount, 1);
    this.#isInside = true;
    try {
      return work();
    } finally {
      this.#insideMs = this.#elapsedInsideMs();
      this.#isInside = false;
      Atomics.add(this.#beat, beatCount, 1);
      this.#checkCpu();
    }
  }

  #checkCpu(): void {
    if (this.#elapsedInsideMs() <= this.#cpuLimitMs) return;
    if (this.usedMs > this.#cpuLimitMs) this.#timeUp ??= "cpu";
  }

  #elapsedInsideMs(): number {
    return this.#insideMs + (this.#isInside ? performance.now() - this.#sliceStart : 0);
  }
}
