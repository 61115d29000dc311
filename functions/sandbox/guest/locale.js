import { makeLocaleClass, makeSegmenterClass } from "./locale-classes.js";
import { installLocaleMethods } from "./locale-methods.js";

/**
 * `Intl` and the locale methods, which the engine lacks or has in the C locale only. Each call
 * goes to the host as text, which answers from its own `Intl` by an allow-list.
 */
export function installLocale({ host, primordials }) {
  const { dateNow, define, defineGetter, defineProperty } = primordials;
  const { is, isArray, isFiniteNumber, parse, stringify } = primordials;
  const plain = "[null,null]";

  const ask = (service, settings, method, values) => {
    const reply = parse(host("locale", service, settings, method, stringify(values)));
    if (reply.error === undefined) return reply.value;
    throw reply.range === true ? new RangeError(reply.error) : new TypeError(reply.error);
  };

  const localeText = (locale) => {
    if (typeof locale === "string" || (typeof locale === "object" && locale !== null)) {
      return String(locale);
    }
    throw new TypeError("a locale must be a string or an Intl.Locale");
  };
  /** Locales as the host takes them: a text, a list of texts, or null for the default. */
  const localesOf = (locales) => {
    if (locales === null) throw new TypeError("null is no locale");
    if (locales === undefined || typeof locales === "string") return locales ?? null;
    if (isArray(locales)) return locales.map(localeText);
    return locales[Symbol.toStringTag] === "Intl.Locale" ? [String(locales)] : null;
  };
  const settingsOf = (locales, options) => {
    if (locales === undefined && options === undefined) return plain;
    if (options === null) throw new TypeError("the options must be an object");
    return stringify([localesOf(locales), typeof options === "object" ? options : null]);
  };

  /** Numbers JSON has no word for, and BigInts, each marked for the host. */
  const marked = (value) => {
    if (value === undefined) return { kind: "undefined" };
    if (typeof value === "bigint") return { kind: "bigint", text: `${value}` };
    if (typeof value !== "number" || (isFiniteNumber(value) && !is(value, -0))) return value;
    return { kind: "number", text: is(value, -0) ? "-0" : `${value}` };
  };
  const isGiven = (value) => value === undefined || typeof value === "bigint";
  const number = (value) =>
    marked(isGiven(value) || typeof value === "string" ? value : Number(value));
  const date = (value, _index, method) => {
    if (value === undefined) return method.startsWith("formatRange") ? marked(value) : dateNow();
    return marked(+value);
  };
  const text = (value) => `${value}`;
  const list = (value) => {
    if (value === undefined) return [];
    return [...value].map((item) => {
      if (typeof item === "string") return item;
      throw new TypeError("a list may hold texts only");
    });
  };
  const record = (value) => value;

  const call = (service, settings, method, values, convert, count) => {
    const given = [];
    for (let index = 0; index < count; index += 1) {
      given[index] = convert(values[index], index, method);
    }
    return ask(service, settings, method, given);
  };

  const compare = (settings, left, right) => {
    const answer = host("compare", settings, `${left}`, `${right}`);
    if (answer.length <= 2) return Number(answer);
    throw new RangeError(answer);
  };

  const supportedLocalesOf = (locales) => {
    const given = localesOf(locales) ?? [];
    return ask("Questions", plain, "supportedLocalesOf", [isArray(given) ? given : [given]]);
  };

  /** `methods` and `bound` are names with the number of values each takes. */
  const makeService = (name, { methods = {}, bound, convert, callable = false }) => {
    class Service {
      #settings;
      #bound;
      constructor(locales, options) {
        this.#settings = settingsOf(locales, options);
        ask(name, this.#settings, "check", []);
      }
      resolvedOptions() {
        return ask(name, this.#settings, "resolvedOptions", []);
      }
      static {
        for (const method in methods) {
          define(Service.prototype, method, function (...values) {
            return call(name, this.#settings, method, values, convert, methods[method]);
          });
        }
        if (bound !== undefined) {
          defineGetter(Service.prototype, bound, function () {
            const settings = this.#settings;
            this.#bound ??=
              bound === "compare"
                ? (left, right) => compare(settings, left, right)
                : (value) => call(name, settings, bound, [value], convert, 1);
            return this.#bound;
          });
        }
      }
    }
    define(Service, "supportedLocalesOf", supportedLocalesOf);
    define(Service.prototype, Symbol.toStringTag, `Intl.${name}`);
    // NumberFormat, DateTimeFormat and Collator may be called without `new`.
    const exposed = callable
      ? new Proxy(Service, { apply: (target, _self, values) => new target(...values) })
      : Service;
    define(Service, "name", name);
    define(Service.prototype, "constructor", exposed);
    return exposed;
  };

  const intl = {};
  // Most runs need none or one of these, so each is made when it is first asked for.
  const offer = (name, make) => {
    defineProperty(intl, name, {
      __proto__: null,
      configurable: true,
      get: () => {
        const made = make();
        define(intl, name, made);
        return made;
      },
      set: (value) => {
        define(intl, name, value);
      },
    });
  };
  const ranges = { formatToParts: 1, formatRange: 2, formatRangeToParts: 2 };
  const services = {
    NumberFormat: { methods: ranges, bound: "format", convert: number, callable: true },
    DateTimeFormat: { methods: ranges, bound: "format", convert: date, callable: true },
    Collator: { bound: "compare", callable: true },
    PluralRules: {
      methods: { select: 1, selectRange: 2 },
      convert: (value) => marked(value === undefined ? value : +value),
    },
    ListFormat: { methods: { format: 1, formatToParts: 1 }, convert: list },
    RelativeTimeFormat: {
      methods: { format: 2, formatToParts: 2 },
      convert: (value, index) => (index === 0 ? marked(+value) : text(value)),
    },
    DurationFormat: { methods: { format: 1, formatToParts: 1 }, convert: record },
    DisplayNames: { methods: { of: 1 }, convert: text },
  };
  for (const name in services) offer(name, () => makeService(name, services[name]));
  const parts = { ask, settingsOf, supportedLocalesOf, primordials };
  offer("Segmenter", () => makeSegmenterClass(parts));
  offer("Locale", () => makeLocaleClass(parts));
  define(intl, "getCanonicalLocales", (locales) => {
    const given = localesOf(locales) ?? [];
    return ask("Questions", plain, "getCanonicalLocales", [isArray(given) ? given : [given]]);
  });
  define(intl, "supportedValuesOf", (key) =>
    ask("Questions", plain, "supportedValuesOf", [text(key)]),
  );
  define(intl, Symbol.toStringTag, "Intl");
  define(globalThis, "Intl", intl);
  installLocaleMethods({ ask, call, compare, marked, settingsOf, primordials });
}
