/** `ctx.log` and `console`: one bounded line for each call, until the host says it has enough. */
export function installLogging({ host, primordials }) {
  const { define, stringify, slice } = primordials;
  const longestLine = 5000;
  const reportDropsEvery = 100;
  let full = false;
  let dropped = 0;

  const textOf = (value) => {
    try {
      if (typeof value === "string") return value;
      if (value instanceof Error) return `${value.name}: ${value.message}`;
      if (typeof value === "object" && value !== null) return stringify(value) ?? String(value);
      return String(value);
    } catch {
      return "[cannot be shown]";
    }
  };

  const log = (...values) => {
    if (full) {
      dropped += 1;
      if (dropped % reportDropsEvery === 0) host("drop", String(reportDropsEvery));
      return;
    }
    let line = "";
    for (let index = 0; index < values.length && line.length < longestLine; index += 1) {
      line += (index === 0 ? "" : " ") + textOf(values[index]);
    }
    full = host("log", slice(line, 0, longestLine)) === "full";
  };

  const console = {};
  for (const name of ["log", "info", "warn", "error", "debug", "trace"]) {
    define(console, name, (...values) => log(...values));
  }
  define(console, "assert", (held, ...values) => {
    if (!held) log("Assertion failed", ...values);
  });
  for (const name of ["table", "dir"]) define(console, name, (value) => log(value));
  for (const name of ["time", "timeEnd", "timeLog", "group", "groupEnd", "count"]) {
    define(console, name, () => {});
  }
  define(globalThis, "console", console);

  /** Tells the host what was dropped since it was last told. */
  const reportDropped = () => {
    const rest = dropped % reportDropsEvery;
    if (rest > 0) host("drop", String(rest));
    dropped = 0;
  };
  return { log, reportDropped };
}
