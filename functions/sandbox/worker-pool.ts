import { type EngineParts, loadEngineParts } from "./engine/engine-parts.ts";
import { SandboxWorker } from "./sandbox-worker.ts";

/** One worker in use and one in reserve, so that the run after a kill need not wait for a start. */
export class WorkerPool {
  #parts: Promise<EngineParts> | undefined;
  #current: SandboxWorker | undefined;
  #spare: SandboxWorker | undefined;
  #closed = false;

  /** A worker that is ready. Rejects if none can be started. */
  async take(): Promise<SandboxWorker> {
    if (this.#closed) throw new Error("the sandbox is closed");
    this.#parts ??= loadEngineParts();
    const parts = await this.#parts;
    if (this.#current?.alive !== true) {
      this.#current = this.#spare?.alive === true ? this.#spare : new SandboxWorker(parts);
      this.#spare = undefined;
    }
    const worker = this.#current;
    await worker.ready;
    return worker;
  }

  /** Starts the reserve, if there is none. */
  async reserve(): Promise<void> {
    if (this.#closed || this.#parts === undefined || this.#spare?.alive === true) return;
    this.#spare = new SandboxWorker(await this.#parts);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#current?.terminate(), this.#spare?.terminate()]);
  }
}
