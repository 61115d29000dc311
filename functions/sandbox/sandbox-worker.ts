import { Worker } from "node:worker_threads";
import type { EngineParts } from "./engine/engine-parts.ts";
import type { FunctionSize } from "./function-size.ts";
import type { ToWorker, WorkerStart } from "./messages.ts";
import { workerFile } from "./own-files.ts";
import { sharedBytes } from "./run/kept-logs.ts";

/** How a worker came to its end. */
export type WorkerEnd = "out_of_memory" | "stopped";

export interface WorkerListener {
  /** Anything: the listener has to read it. */
  message(message: unknown): void;
  ended(end: WorkerEnd): void;
}

/** What a worker with a whole processor may take beyond a limit before it is ended. */
const wallGraceMs = 150;

/** A thread for guest code, with nothing of this process' environment. */
export class SandboxWorker {
  readonly ready: Promise<void>;
  readonly beat: Int32Array;
  /** How much longer than a run's wall time the worker may take to end it by itself. */
  readonly wallGraceMs: number;
  readonly #worker: Worker;
  #listener: WorkerListener | undefined;
  #alive = true;

  constructor(parts: EngineParts, { processorShare }: Pick<FunctionSize, "processorShare">) {
    this.wallGraceMs = wallGraceMs / processorShare;
    const beat = new SharedArrayBuffer(sharedBytes);
    const start: WorkerStart = { parts, beat };
    this.beat = new Int32Array(beat);
    this.#worker = new Worker(workerFile(), {
      workerData: start,
      env: {},
      execArgv: [],
      stdin: false,
      // A small young generation is collected often, and with it what runs leave behind.
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 4, stackSizeMb: 4 },
    });
    this.ready = this.#listen();
    // Whether it starts is asked when it is used; until then a failure must not end the process.
    this.ready.catch(() => {});
  }

  get alive(): boolean {
    return this.#alive;
  }

  send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  /** An idle worker must not keep the process. */
  hold(listener: WorkerListener | undefined): void {
    this.#listener = listener;
    if (listener === undefined) this.#worker.unref();
    else this.#worker.ref();
  }

  /** Whoever still waits for a run is told that the worker stopped. */
  async terminate(): Promise<void> {
    this.#end("stopped");
    await this.#worker.terminate();
  }

  #listen(): Promise<void> {
    const started = Promise.withResolvers<void>();
    this.#worker.on("message", (message: unknown) => {
      if (isReady(message)) {
        started.resolve();
        if (this.#listener === undefined) this.#worker.unref();
      } else {
        this.#listener?.message(message);
      }
    });
    this.#worker.on("error", (error: Error & { code?: string }) => {
      started.reject(error);
      this.#end(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "out_of_memory" : "stopped");
    });
    this.#worker.on("exit", () => {
      started.reject(new Error("the worker of the sandbox ended before it was ready"));
      this.#end("stopped");
    });
    return started.promise;
  }

  #end(end: WorkerEnd): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#listener?.ended(end);
  }
}

const isReady = (message: unknown): boolean =>
  typeof message === "object" && message !== null && "kind" in message && message.kind === "ready";
