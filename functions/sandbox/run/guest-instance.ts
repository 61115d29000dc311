import type { RunError, RunStatus } from "#schemas/sandbox.ts";
import { mostWaits } from "#schemas/sandbox-bounds.ts";
import { type Engine, GuestThrew } from "../engine/engine.ts";
import type { GuestReport, GuestRun, RequestAnswer } from "../messages.ts";
import { liveClock, steppedClock } from "./guest-clock.ts";
import {
  cpuError,
  type Description,
  isOutOfMemory,
  memoryError,
  nodeFile,
  RunEnded,
  readDescription,
  wallError,
  withSourceHint,
} from "./guest-errors.ts";
import { makeGuestHost } from "./guest-host.ts";
import { jsonDepthAtMost } from "./json-depth.ts";
import { KeptLogs, withDropNote } from "./kept-logs.ts";
import { LocaleBridge } from "./locale-bridge.ts";
import { LogBook } from "./log-book.ts";
import { Meter } from "./meter.ts";
import {
  describeHostError,
  invalidOutput,
  noObject,
  tooManyJobs,
  unsettled,
} from "./run-endings.ts";
import type { GuestServices } from "./run-in-guest.ts";
import { RealTimeline, type Timeline, VirtualTimeline } from "./timeline.ts";

const mostJobs = 1_000_000;
const deepestOutput = 200;

const running = 0;
const hasOutput = 1;
const hasInvalidOutput = 2;

/** One run in one instance. After it ended, for whatever reason, the instance is left alone. */
export class GuestInstance {
  readonly #run: GuestRun;
  readonly #services: GuestServices;
  readonly #meter: Meter;
  readonly #timeline: Timeline;
  readonly #clock;
  readonly #logs: LogBook;
  readonly #waits: number[] = [];
  readonly #wallTimer: NodeJS.Timeout;
  #engine: Engine | undefined;
  #jobs = 0;

  constructor(run: GuestRun, services: GuestServices) {
    this.#run = run;
    this.#services = services;
    this.#logs = new LogBook(new KeptLogs(services.beat));
    this.#meter = new Meter(services.beat, run.cpuMs, performance.now() + run.wallMs);
    const stepped = run.virtualTime || run.now !== undefined;
    this.#clock = stepped ? steppedClock(run.now ?? Date.now()) : liveClock();
    this.#timeline = run.virtualTime
      ? new VirtualTimeline(this.#clock)
      : new RealTimeline(this.#clock);
    this.#wallTimer = setTimeout(() => {
      this.#meter.endByWall();
      this.#timeline.stop();
    }, run.wallMs);
  }

  /** The output as JSON text. Throws `RunEnded`, or what `explain` can explain. */
  async execute(): Promise<string> {
    const host = makeGuestHost({
      logs: this.#logs,
      locale: new LocaleBridge(),
      timeline: this.#timeline,
      fire: (timer) => this.#enter((engine) => engine.call("fire", timer)),
      request: (id, text) => this.#request(id, text),
      abort: (id) => this.#services.abort(id),
      waited: (milliseconds) => {
        if (milliseconds > 0 && this.#waits.length < mostWaits) this.#waits.push(milliseconds);
      },
    });
    this.#engine = await this.#services.engines.take(this.#run, {
      clock: this.#clock,
      meter: this.#meter,
      host,
    });
    this.#start();
    for (;;) {
      this.#runJobs();
      const state = this.#enter((engine) => engine.call("state"));
      if (state !== running) return this.#outcome(state);
      const action = await this.#timeline.next();
      this.#checkTime();
      if (action === undefined) throw unsettled();
      action();
    }
  }

  measures(): Omit<GuestReport, "status" | "output" | "error" | "assertions"> {
    const { lines, dropped } = this.#logs;
    return {
      logs: withDropNote(lines, dropped),
      logsDropped: dropped,
      cpuMs: this.#meter.reportedMs,
      memoryBytes: this.#engine?.memoryBytes ?? 0,
      waitsMs: this.#waits,
    };
  }

  close(): void {
    clearTimeout(this.#wallTimer);
    this.#timeline.stop();
  }

  /** Status and error for something thrown out of the instance. */
  explain(thrown: unknown): { status: RunStatus; error: RunError } {
    if (thrown instanceof RunEnded) return { status: thrown.status, error: thrown.error };
    const description = this.#meter.timeUp === undefined ? this.#describe(thrown) : undefined;
    // To describe what was thrown may run code of the node, which may take up what time is left.
    const timeUp = this.#timeUpError();
    if (timeUp !== undefined || description === undefined) {
      return { status: "timeout", error: timeUp ?? wallError(this.#run.wallMs) };
    }
    return this.#judge(description);
  }

  #start(): void {
    const { code, inputs, outputBytes } = this.#run;
    this.#load(code);
    // `execute` may be a function or a constant, which only a script in the same scope can name.
    const find = 'typeof execute === "undefined" ? undefined : execute';
    const execute = this.#enter((engine) => engine.run(find, "find"));
    if (!execute.isFunction) {
      const what = execute.isUndefined ? "does not declare" : "has no function named";
      const wish = "declare `async function execute(inputs, ctx)`";
      throw new RunEnded("compile_error", {
        name: "SyntaxError",
        message: `the code ${what} execute: ${wish}`,
      });
    }
    this.#enter((engine) => engine.call("start", execute, inputs, outputBytes));
  }

  #load(code: string): void {
    try {
      this.#enter((engine) => engine.run(code, nodeFile));
    } catch (error) {
      if (!(error instanceof GuestThrew)) throw error;
      const { status, error: described } = this.explain(error);
      if (status !== "error" || described.name !== "SyntaxError" || this.#parses(code)) throw error;
      throw new RunEnded("compile_error", withSourceHint(described, code));
    }
  }

  /** Tells a syntax error of the source from one that running it threw. */
  #parses(code: string): boolean {
    try {
      this.#enter((engine) => engine.parse(code, nodeFile));
      return true;
    } catch {
      return false;
    }
  }

  #outcome(state: unknown): string {
    const text = String(this.#enter((engine) => engine.call("outcome")));
    if (state === hasOutput && !text.startsWith("{")) throw invalidOutput(noObject);
    if (state === hasInvalidOutput) throw invalidOutput(text);
    if (state !== hasOutput) {
      const { status, error } = this.#judge(readDescription(text));
      throw new RunEnded(status, error);
    }
    const { outputBytes } = this.#run;
    if (Buffer.byteLength(text) > outputBytes) {
      throw invalidOutput(`the output is larger than ${outputBytes} bytes`);
    }
    if (!jsonDepthAtMost(text, deepestOutput)) {
      throw invalidOutput(`the output is nested deeper than ${deepestOutput} levels`);
    }
    return text;
  }

  #request(id: number, text: string): void {
    const deliver = this.#timeline.expect();
    this.#services.request(id, text, (answer) => deliver(() => this.#settle(id, answer)));
  }

  #settle(id: number, answer: RequestAnswer): void {
    if (answer.fatal !== undefined) throw new RunEnded("error", answer.fatal);
    const settle = () => {
      this.#enter((engine) => engine.call("settle", id, answer.text));
    };
    if (answer.delayMs > 0) this.#timeline.after(answer.delayMs, settle);
    else settle();
  }

  #runJobs(): void {
    this.#enter((engine) => {
      while (engine.runJob()) {
        this.#jobs += 1;
        if (this.#meter.timeUp !== undefined) return;
        if (this.#jobs > mostJobs) throw tooManyJobs(mostJobs);
      }
    });
  }

  #enter<Result>(work: (engine: Engine) => Result): Result {
    const engine = this.#engine;
    if (engine === undefined) throw new Error("the instance is not ready");
    const result = this.#meter.slice(() => work(engine));
    this.#checkTime();
    return result;
  }

  #checkTime(): void {
    const error = this.#timeUpError();
    if (error !== undefined) throw new RunEnded("timeout", error);
  }

  #timeUpError(): RunError | undefined {
    if (this.#meter.timeUp === "cpu") return cpuError(this.#run.cpuMs);
    return this.#meter.timeUp === "wall" ? wallError(this.#run.wallMs) : undefined;
  }

  #describe(thrown: unknown): Description {
    if (!(thrown instanceof GuestThrew)) return describeHostError(thrown);
    try {
      return readDescription(
        String(this.#enter((engine) => engine.call("describe", thrown.thrown))),
      );
    } catch {
      return { error: { name: "Error", message: "the code threw" }, refused: false, empty: true };
    }
  }

  #judge(description: Description): { status: RunStatus; error: RunError } {
    const { memoryMb } = this.#run;
    const used = this.#engine?.memoryBytes ?? 0;
    if (isOutOfMemory(description, used, memoryMb << 20)) {
      return { status: "memory", error: memoryError(memoryMb) };
    }
    return { status: description.refused ? "refused" : "error", error: description.error };
  }
}
