import { EvalFlags, JSValueHandle, QuickJS } from "quickjs-wasi";
import { type RandomBytes, systemRandom } from "../run/guest-clock.ts";
import { systemCalls } from "../wasm/system-calls.ts";
import type { EngineParts } from "./engine-parts.ts";

/**
 * The only module that knows the engine at run time. One `Engine` is one WebAssembly instance for
 * one run. Only texts and numbers cross; a value of the guest is held by number and never read.
 * After any exception out of a call the instance must not be used again.
 */

/** What makes an instance that of a run. */
export interface EngineRun {
  readonly memoryLimitBytes: number;
  /** Nanoseconds for `Date` (wall) and `performance.now()` (monotonic). */
  readonly clock: (kind: "wall" | "monotonic") => bigint;
  readonly random: RandomBytes;
  /** Asked every few microseconds inside guest code; true ends it. */
  readonly interrupted: () => boolean;
  /** The guest's only way out. What it throws must be a text: it becomes an error in the guest. */
  readonly host: (operation: string, texts: readonly string[]) => string | undefined;
}

/** Thrown when guest code threw: a handle that only `describe` may be given. */
export class GuestThrew extends Error {
  readonly thrown: JSValueHandle;
  constructor(thrown: JSValueHandle) {
    super("guest code threw");
    this.thrown = thrown;
  }
}

export type GuestFunction =
  | "start"
  | "state"
  | "outcome"
  | "fire"
  | "settle"
  | "describe"
  | "assert";

type Argument = string | number | JSValueHandle;

const stackBytes = 256 << 10;
const hostFunctionName = "host";

export class Engine {
  readonly #vm: QuickJS;
  readonly #settings: { run: EngineRun };
  readonly #functions = new Map<GuestFunction, JSValueHandle>();
  #prelude: JSValueHandle | undefined;

  private constructor(vm: QuickJS, settings: { run: EngineRun }) {
    this.#vm = vm;
    this.#settings = settings;
  }

  /**
   * An instance that belongs to no run yet. `randomReading` is what it first reads from its clock,
   * which is where the engine takes the start of `Math.random` from.
   */
  static async create(parts: EngineParts, randomReading: bigint): Promise<Engine> {
    const settings: { run: EngineRun } = { run: beforeRun(randomReading) };
    const vm = await QuickJS.create({
      wasm: parts.engine,
      extensions: [...parts.extensions],
      maxStackSize: stackBytes,
      timezoneOffset: 0,
      interruptHandler: () => settings.run.interrupted(),
      wasi: (memory: WebAssembly.Memory) => systemCalls(memory, () => settings.run),
    });
    const engine = new Engine(vm, settings);
    engine.#install(parts);
    return engine;
  }

  /** Gives the instance to a run: the only one it will ever have. */
  begin(run: EngineRun): void {
    this.#settings.run = run;
    this.#vm._getExports().qjs_set_memory_limit(run.memoryLimitBytes);
  }

  #install(parts: EngineParts): void {
    const vm = this.#vm;
    const host = vm.newFunction(hostFunctionName, (operation, ...values) => {
      const answer = answerOf(this.#settings.run.host, operation, values);
      return answer === undefined ? vm.undefined : vm.newString(answer);
    });
    const install = vm.evalBytecode(parts.prelude);
    this.#prelude = this.#callRaw(install, [host.ptr]);
  }

  /** Size of the linear memory, which never shrinks: the most the run has used. */
  get memoryBytes(): number {
    return this.#vm._getMemory().buffer.byteLength;
  }

  /** Runs source text as a script. Throws `GuestThrew`. */
  run(source: string, fileName: string): JSValueHandle {
    return this.#evaluate(source, fileName, EvalFlags.TYPE_GLOBAL);
  }

  /** Whether source text parses; runs nothing. Throws `GuestThrew` with the syntax error. */
  parse(source: string, fileName: string): void {
    this.#evaluate(source, fileName, EvalFlags.COMPILE_ONLY);
  }

  /** Calls a function of the prelude. Throws `GuestThrew`. */
  call(name: GuestFunction, ...values: readonly Argument[]): string | number | undefined {
    const handles = values.map((value) => this.#handleOf(value));
    const pointers = handles.map((handle) => handle.ptr);
    const result = this.#callRaw(this.#function(name), pointers);
    handles.forEach((handle, index) => {
      // Given handles belong to the caller; the others would hold their text for the whole run.
      if (handle !== values[index]) handle.dispose();
    });
    if (result.isString) return result.toString();
    if (result.isNumber) return result.toNumber();
    return undefined;
  }

  /** Runs one job of the promise queue; false if there was none. */
  runJob(): boolean {
    const exports = this.#vm._getExports();
    if (exports.qjs_is_job_pending() === 0) return false;
    exports.qjs_execute_pending_job();
    return true;
  }

  #evaluate(source: string, fileName: string, flags: number): JSValueHandle {
    const vm = this.#vm;
    const exports = vm._getExports();
    const code = vm._writeString(source);
    const name = vm._writeString(fileName);
    const result = new JSValueHandle(vm, exports.qjs_eval(code.ptr, code.len, name.ptr, flags));
    exports.wasm_free(code.ptr);
    exports.wasm_free(name.ptr);
    return this.#checked(result);
  }

  /** The library's own call would read properties of what was thrown, which runs guest code. */
  #callRaw(callee: JSValueHandle, pointers: readonly number[]): JSValueHandle {
    const vm = this.#vm;
    const exports = vm._getExports();
    const list = exports.wasm_malloc(Math.max(1, pointers.length) * 4);
    if (list === 0) throw new Error("wasm_malloc failed");
    const view = new DataView(exports.memory.buffer);
    pointers.forEach((pointer, index) => {
      view.setUint32(list + index * 4, pointer, true);
    });
    const result = exports.qjs_call(callee.ptr, vm.undefined.ptr, pointers.length, list);
    exports.wasm_free(list);
    return this.#checked(new JSValueHandle(vm, result));
  }

  #checked(result: JSValueHandle): JSValueHandle {
    const exports = this.#vm._getExports();
    if (exports.qjs_is_exception(result.ptr) === 0) return result;
    throw new GuestThrew(new JSValueHandle(this.#vm, exports.qjs_get_exception()));
  }

  #function(name: GuestFunction): JSValueHandle {
    const known = this.#functions.get(name);
    if (known !== undefined) return known;
    const found = this.#prelude?.getProp(name);
    if (found === undefined) throw new Error("the prelude is not installed");
    this.#functions.set(name, found);
    return found;
  }

  #handleOf(value: Argument): JSValueHandle {
    if (typeof value === "string") return this.#vm.newString(value);
    if (typeof value === "number") return this.#vm.newNumber(value);
    return value;
  }
}

/** Lets only texts be thrown: of an Error the engine would copy the host's stack into the guest. */
function answerOf(
  host: EngineRun["host"],
  operation: JSValueHandle | undefined,
  values: readonly JSValueHandle[],
): string | undefined {
  try {
    return host(textOf(operation), values.map(textOf));
  } catch (thrown) {
    throw typeof thrown === "string" ? thrown : "the operation failed";
  }
}

/** Texts only: reading anything else as text would run guest code. */
function textOf(handle: JSValueHandle | undefined): string {
  if (handle?.isString !== true) throw "only texts may be passed";
  return handle.toString();
}

/** While the instance is made: nothing is bounded, since none of the code is a node's. */
function beforeRun(randomReading: bigint): EngineRun {
  return {
    memoryLimitBytes: 0,
    clock: (kind) => (kind === "wall" ? randomReading : 0n),
    random: systemRandom,
    interrupted: () => false,
    host: () => undefined,
  };
}
