/**
 * `Intl` and the locale methods, which the engine lacks or has in the C locale only. Each call
 * goes to the host as text, which answers from its own `Intl` by an allow-list.
 */
export function installLocale({ host, primordials }) {
  const { apply, bigintToString, dateGetTime, define, defineGetter } = primordials;
  const { is, isArray, isFiniteNumber, isNotNumber, numberValueOf, parse, stringify } = primordials;
  const DateConstructor = Date;

  const ask = (service, settings, method, values) => {
    const reply = parse(host("locale", service, settings, method, stringify(values)));
    if (reply.error === undefined) return reply.value;
    throw reply.range === true ? new RangeError(reply.error) : new TypeError(reply.error);
  };

  const settingsOf = (locales, options) => {
    const chosen = typeof locales === "object" && locales !== null ? listOf(locales) : locales;
    return stringify([chosen ?? null, options ?? null]);
  };
  const listOf = (locales) => (isArray(locales) ? locales.map(String) : String(locales));

  /** Numbers JSON has no word for, BigInts and dates, each marked for the host. */
  const wire = (value) => {
    if (value === undefined) return { kind: "undefined" };
    if (typeof value === "bigint") return { kind: "bigint", text: bigintToString(value) };
    if (typeof value === "number" && (!isFiniteNumber(value) || is(value, -0))) {
      return { kind: "number", text: is(value, -0) ? "-0" : String(value) };
    }
    if (value instanceof DateConstructor) return wire(dateGetTime(value));
    if (
      typeof value === "object" &&
      value !== null &&
      typeof value[Symbol.iterator] === "function"
    ) {
      return { kind: "list", items: [...value].map(String) };
    }
    return typeof value === "number" ? value : String(value);
  };
  const call = (service, settings, method, values) =>
    ask(service, settings, method, values.map(wire));

  const compare = (settings, left, right) => {
    const answer = host("compare", settings, String(left), String(right));
    if (answer.length <= 2) return Number(answer);
    throw new RangeError(answer);
  };

  const intl = {};
  const makeService = (name, methods, bound, callable) => {
    class Service {
      #settings;
      #bound = {};
      constructor(locales, options) {
        this.#settings = settingsOf(locales, options);
        ask(name, this.#settings, "check", []);
      }
      resolvedOptions() {
        return ask(name, this.#settings, "resolvedOptions", []);
      }
      static supportedLocalesOf(locales) {
        return ask(name, stringify([null, null]), "supportedLocalesOf", [
          wire([].concat(locales ?? [])),
        ]);
      }
      static {
        for (const method of methods) {
          define(Service.prototype, method, function (...values) {
            return call(name, this.#settings, method, values);
          });
        }
        for (const method of bound) {
          defineGetter(Service.prototype, method, function () {
            const settings = this.#settings;
            this.#bound[method] ??=
              name === "Collator"
                ? (left, right) => compare(settings, left, right)
                : (...values) => call(name, settings, method, values);
            return this.#bound[method];
          });
        }
      }
    }
    define(Service.prototype, Symbol.toStringTag, `Intl.${name}`);
    // NumberFormat, DateTimeFormat and Collator may be called without `new`.
    const exposed = callable
      ? new Proxy(Service, { apply: (target, _self, values) => new target(...values) })
      : Service;
    define(Service, "name", name);
    define(Service.prototype, "constructor", exposed);
    define(intl, name, exposed);
  };

  const ranges = ["formatToParts", "formatRange", "formatRangeToParts"];
  makeService("NumberFormat", ranges, ["format"], true);
  makeService("DateTimeFormat", ranges, ["format"], true);
  makeService("Collator", [], ["compare"], true);
  makeService("PluralRules", ["select", "selectRange"], [], false);
  makeService("ListFormat", ["format", "formatToParts"], [], false);
  makeService("RelativeTimeFormat", ["format", "formatToParts"], [], false);
  makeService("DisplayNames", ["of"], [], false);
  makeService("Segmenter", ["segment"], [], false);
  define(intl, "getCanonicalLocales", (locales) =>
    ask("Locales", "[null,null]", "getCanonicalLocales", [wire([].concat(locales ?? []))]),
  );
  define(intl, "supportedValuesOf", (key) =>
    ask("Locales", "[null,null]", "supportedValuesOf", [String(key)]),
  );
  define(globalThis, "Intl", intl);

  define(String.prototype, "localeCompare", function localeCompare(that, locales, options) {
    return compare(settingsOf(locales, options), this, that);
  });
  for (const method of ["toLocaleUpperCase", "toLocaleLowerCase"]) {
    define(String.prototype, method, function (locales) {
      return ask("Text", settingsOf(locales), method, [String(this)]);
    });
  }
  define(Number.prototype, "toLocaleString", function (locales, options) {
    return call("NumberFormat", settingsOf(locales, options), "format", [numberValueOf(this)]);
  });
  define(BigInt.prototype, "toLocaleString", function (locales, options) {
    return call("NumberFormat", settingsOf(locales, options), "format", [BigInt(this)]);
  });
  for (const method of ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"]) {
    define(Date.prototype, method, function (locales, options) {
      const time = apply(DateConstructor.prototype.getTime, this, []);
      if (isNotNumber(time)) return "Invalid Date";
      return call("Date", settingsOf(locales, options), method, [time]);
    });
  }
}
