import type { AssertionResult, RunError, RunStatus } from "#schemas/sandbox.ts";
import type { EngineParts } from "./engine/engine-parts.ts";

/** What passes between the main thread and its worker: texts and numbers only. */

export interface WorkerStart {
  readonly parts: EngineParts;
  readonly beat: SharedArrayBuffer;
}

/** One run, as the worker is given it. */
export interface GuestRun {
  readonly number: number;
  readonly code: string;
  /** JSON text */
  readonly inputs: string;
  readonly assertions: readonly string[];
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly memoryMb: number;
  readonly outputBytes: number;
  /** Milliseconds since 1970; the clock then moves only by what the node waits for. */
  readonly now: number | undefined;
  readonly seed: number | undefined;
  /** Waits cost no time. */
  readonly virtualTime: boolean;
}

/** What became of a request: a reply as JSON text for the guest, or the end of the run. */
export interface RequestAnswer {
  readonly text: string;
  readonly delayMs: number;
  readonly fatal?: RunError;
}

export interface GuestReport {
  readonly status: RunStatus;
  /** JSON text */
  readonly output?: string | undefined;
  readonly error?: RunError | undefined;
  readonly assertions?: readonly AssertionResult[] | undefined;
  readonly logs: readonly string[];
  readonly logsDropped: number;
  readonly cpuMs: number;
  readonly memoryBytes: number;
  readonly waitsMs: readonly number[];
}

export type ToWorker =
  | { readonly kind: "run"; readonly run: GuestRun }
  | ({ readonly kind: "answer"; readonly run: number; readonly id: number } & RequestAnswer);

export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "request"; readonly run: number; readonly id: number; readonly text: string }
  | { readonly kind: "abort"; readonly run: number; readonly id: number }
  /** The output is fixed; assertions are still to be evaluated. */
  | { readonly kind: "fixed"; readonly run: number; readonly report: GuestReport }
  | { readonly kind: "done"; readonly run: number; readonly report: GuestReport };
