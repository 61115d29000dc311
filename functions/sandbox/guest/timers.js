/** `setTimeout` and its kin over the host's clock, by number. */
export function installTimers({ host, primordials }) {
  const { define, apply, mapGet, mapSet, mapDelete } = primordials;
  const timers = new Map();
  let lastId = 0;

  const start = (callback, delay, repeats, values) => {
    if (typeof callback !== "function") throw new TypeError("a timer needs a function to call");
    const milliseconds = Math.max(0, Number(delay) || 0);
    lastId += 1;
    const id = lastId;
    host("timer", String(id), String(milliseconds));
    mapSet(timers, id, { callback, milliseconds, repeats, values });
    return id;
  };

  const stop = (id) => {
    const number = Number(id);
    if (mapGet(timers, number) === undefined) return;
    mapDelete(timers, number);
    host("clear", String(number));
  };

  define(globalThis, "setTimeout", function setTimeout(callback, delay, ...values) {
    return start(callback, delay, false, values);
  });
  define(globalThis, "setInterval", function setInterval(callback, delay, ...values) {
    return start(callback, delay, true, values);
  });
  define(globalThis, "clearTimeout", function clearTimeout(id) {
    stop(id);
  });
  define(globalThis, "clearInterval", function clearInterval(id) {
    stop(id);
  });

  /** The host calls this when the time of a timer has come. */
  const fire = (id) => {
    const timer = mapGet(timers, id);
    if (timer === undefined) return;
    // An interval of nothing would never let the run come to rest.
    if (timer.repeats) host("timer", String(id), String(Math.max(1, timer.milliseconds)));
    else mapDelete(timers, id);
    apply(timer.callback, undefined, timer.values);
  };
  return { fire, start, stop };
}
