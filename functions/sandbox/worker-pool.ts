import type { EngineParts } from "./engine/engine-parts.ts";
import type { FunctionSize } from "./function-size.ts";
import { loadEngine } from "./load-engine.ts";
import { SandboxWorker } from "./sandbox-worker.ts";

/** Starting a worker takes 40 ms of a processor; the first run after a kill takes 5. */
const reserveAfterMs = 100;

/** One worker in use and one in reserve, so that the run after a kill need not wait for a start. */
export class WorkerPool {
  readonly #size: FunctionSize;
  readonly #load: (ceilingMb: number) => Promise<EngineParts>;
  #parts: Promise<EngineParts> | undefined;
  #current: SandboxWorker | undefined;
  #spare: SandboxWorker | undefined;
  #closed = false;

  constructor(size: FunctionSize, load = loadEngine) {
    this.#size = size;
    this.#load = load;
  }

  /** A worker that is ready. Rejects if none can be started. */
  async take(): Promise<SandboxWorker> {
    if (this.#closed) throw new Error("the sandbox is closed");
    const parts = await this.#loaded();
    if (this.#current?.alive !== true) {
      this.#current =
        this.#spare?.alive === true ? this.#spare : new SandboxWorker(parts, this.#size);
      this.#spare = undefined;
    }
    const worker = this.#current;
    await worker.ready;
    return worker;
  }

  /** Starts the reserve, if there is none. Whether it starts is asked when it is taken. */
  async reserve(): Promise<void> {
    const parts = await this.#parts;
    if (this.#closed || parts === undefined || this.#spare?.alive === true) return;
    this.#spare = new SandboxWorker(parts, this.#size);
    await this.#spare.ready.catch(() => {});
  }

  /** Starts the reserve when the run that follows the end of a worker has had the processor. */
  reserveSoon(): void {
    setTimeout(() => void this.reserve(), reserveAfterMs).unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#current?.terminate(), this.#spare?.terminate()]);
  }

  /** Loaded once; a failure is forgotten, so that the next run can try again. */
  #loaded(): Promise<EngineParts> {
    this.#parts ??= this.#load(this.#size.ceilingMb).catch((error: unknown) => {
      this.#parts = undefined;
      throw error;
    });
    return this.#parts;
  }
}
