/** `AbortController` and `AbortSignal`, as far as requests and waits need them. */
export function installAbort({ primordials, timers, callPlace }) {
  const { define } = primordials;
  const makeKey = Symbol("AbortSignal");
  const abortSignal = {};
  const interruption = () =>
    callPlace.give(new DOMException("This operation was aborted", "AbortError"), callPlace.take());

  class AbortSignal {
    #listeners = [];
    #reason;
    #aborted = false;
    #onabort = null;

    constructor(key) {
      if (key !== makeKey) throw new TypeError("Illegal constructor");
    }
    static {
      abortSignal.make = () => new AbortSignal(makeKey);
      abortSignal.is = (value) =>
        typeof value === "object" && value !== null && #listeners in value;
      abortSignal.abort = (signal, reason) => signal.#abort(reason);
      abortSignal.reason = (signal) => signal.#reason;
      abortSignal.aborted = (signal) => signal.#aborted;
      abortSignal.listen = (signal, listener) => {
        signal.#listeners.push({ listener, once: true });
      };
    }
    get aborted() {
      return this.#aborted;
    }
    get reason() {
      return this.#reason;
    }
    get onabort() {
      return this.#onabort;
    }
    set onabort(handler) {
      this.#onabort = typeof handler === "function" ? handler : null;
    }
    throwIfAborted() {
      if (this.#aborted) throw this.#reason;
    }
    addEventListener(type, listener, options) {
      if (type !== "abort" || listener === null || listener === undefined) return;
      if (this.#listeners.some((entry) => entry.listener === listener)) return;
      const given = typeof options === "object" && options !== null ? options : {};
      if (abortSignal.is(given.signal)) {
        if (given.signal.#aborted) return;
        abortSignal.listen(given.signal, () => this.removeEventListener(type, listener));
      }
      this.#listeners.push({ listener, once: given.once === true });
    }
    removeEventListener(type, listener) {
      if (type !== "abort") return;
      this.#listeners = this.#listeners.filter((entry) => entry.listener !== listener);
    }
    dispatchEvent(event) {
      if (event?.type !== "abort") return true;
      this.#onabort?.(event);
      for (const entry of [...this.#listeners]) {
        if (entry.once) this.removeEventListener("abort", entry.listener);
        if (typeof entry.listener === "function") entry.listener.call(this, event);
        else entry.listener.handleEvent?.(event);
      }
      return true;
    }
    #abort(reason) {
      if (this.#aborted) return;
      this.#aborted = true;
      this.#reason = reason;
      this.dispatchEvent({ type: "abort", target: this, currentTarget: this });
    }
    static abort(reason = interruption()) {
      const signal = abortSignal.make();
      signal.#abort(reason);
      return signal;
    }
    static timeout(milliseconds) {
      if (milliseconds === undefined) throw new TypeError("AbortSignal.timeout needs milliseconds");
      if (!(milliseconds >= 0)) throw new RangeError("the milliseconds must be a positive number");
      const signal = abortSignal.make();
      const place = callPlace.take();
      const reason = () =>
        callPlace.give(new DOMException("The operation timed out", "TimeoutError"), place);
      timers.start(() => signal.#abort(reason()), milliseconds, false, []);
      return signal;
    }
    static any(signals) {
      const combined = abortSignal.make();
      for (const signal of signals) {
        if (signal.#aborted) {
          combined.#abort(signal.#reason);
          break;
        }
        abortSignal.listen(signal, () => combined.#abort(signal.#reason));
      }
      return combined;
    }
  }

  class AbortController {
    #signal = abortSignal.make();
    get signal() {
      return this.#signal;
    }
    abort(reason = interruption()) {
      abortSignal.abort(this.#signal, reason);
    }
  }

  define(AbortSignal.prototype, Symbol.toStringTag, "AbortSignal");
  define(AbortController.prototype, Symbol.toStringTag, "AbortController");
  define(globalThis, "AbortSignal", AbortSignal);
  define(globalThis, "AbortController", AbortController);
  return abortSignal;
}
