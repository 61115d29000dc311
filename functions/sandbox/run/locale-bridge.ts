/**
 * Answers the guest's `Intl` from the host's, by an allow-list of services and methods. Texts in,
 * texts out; nothing is kept beyond the run.
 */
const longestArgument = 64 << 10;
const mostFormatters = 50;

type Formatter = Record<string, unknown>;
type Make = (locales: string[] | string, options: Record<string, unknown>) => object;

interface Service {
  readonly make: Make;
  readonly methods: ReadonlySet<string>;
  readonly dates?: true;
}

const formats = ["format", "formatToParts", "formatRange", "formatRangeToParts"];

const services = new Map<string, Service>([
  ["NumberFormat", service((l, o) => new Intl.NumberFormat(l, o), formats)],
  [
    "DateTimeFormat",
    {
      ...service((l, o) => new Intl.DateTimeFormat(l, { timeZone: "UTC", ...o }), formats),
      dates: true,
    },
  ],
  ["Collator", service((l, o) => new Intl.Collator(l, o), ["compare"])],
  ["PluralRules", service((l, o) => new Intl.PluralRules(l, o), ["select", "selectRange"])],
  ["ListFormat", service((l, o) => new Intl.ListFormat(l, o), ["format", "formatToParts"])],
  [
    "RelativeTimeFormat",
    service((l, o) => new Intl.RelativeTimeFormat(l, o), ["format", "formatToParts"]),
  ],
  ["DisplayNames", service((l, o) => new Intl.DisplayNames(l, { type: "region", ...o }), ["of"])],
  ["Segmenter", service((l, o) => new Intl.Segmenter(l, o), ["segment"])],
  ["Date", { ...service(makeDateMethods, dateMethods()), dates: true }],
  ["Text", service(makeTextMethods, ["toLocaleUpperCase", "toLocaleLowerCase"])],
  ["Locales", service(makeLocaleQueries, ["getCanonicalLocales", "supportedValuesOf"])],
]);

function service(make: Make, methods: readonly string[]): Service {
  return { make, methods: new Set([...methods, "resolvedOptions", "check", "supportedLocalesOf"]) };
}

function dateMethods(): string[] {
  return ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"];
}

function makeDateMethods(locales: string[] | string, options: Record<string, unknown>) {
  const settings = { timeZone: "UTC", ...options };
  return {
    toLocaleString: (time: number) => new Date(time).toLocaleString(locales, settings),
    toLocaleDateString: (time: number) => new Date(time).toLocaleDateString(locales, settings),
    toLocaleTimeString: (time: number) => new Date(time).toLocaleTimeString(locales, settings),
  };
}

function makeTextMethods(locales: string[] | string) {
  return {
    toLocaleUpperCase: (text: string) => text.toLocaleUpperCase(locales),
    toLocaleLowerCase: (text: string) => text.toLocaleLowerCase(locales),
  };
}

function makeLocaleQueries() {
  return {
    getCanonicalLocales: (locales: string[]) => Intl.getCanonicalLocales(locales),
    supportedValuesOf: (key: Parameters<typeof Intl.supportedValuesOf>[0]) =>
      Intl.supportedValuesOf(key),
  };
}

export class LocaleBridge {
  readonly #formatters = new Map<string, Formatter>();

  /** One call: service, settings, method and arguments in; `{ value }` or `{ error }` out, as JSON. */
  call(texts: readonly string[]): string {
    const [name = "", settings = "", method = "", values = ""] = texts;
    try {
      if (settings.length + values.length > longestArgument) {
        throw new RangeError("too much text for one locale operation");
      }
      return JSON.stringify({ value: this.#invoke(name, settings, method, JSON.parse(values)) });
    } catch (error) {
      const range = error instanceof RangeError;
      return JSON.stringify({ error: error instanceof Error ? error.message : "failed", range });
    }
  }

  /** The number of a comparison as text, or why there is none. */
  compare(texts: readonly string[]): string {
    const [settings = "", left = "", right = ""] = texts;
    try {
      const collator = this.#formatter("Collator", settings);
      return String(apply(collator, "compare", [left, right]));
    } catch (error) {
      return error instanceof Error ? error.message : "failed";
    }
  }

  #invoke(name: string, settings: string, method: string, values: unknown): unknown {
    const found = services.get(name);
    if (found?.methods.has(method) !== true || !Array.isArray(values)) {
      throw new TypeError(`Intl.${name.slice(0, 50)}: ${method.slice(0, 50)} is not available`);
    }
    const formatter = this.#formatter(name, settings);
    if (method === "check") return null;
    const given = values.map(unwire);
    if (method === "supportedLocalesOf")
      return Intl.NumberFormat.supportedLocalesOf(given.flat().map(String));
    const result = apply(formatter, method, found.dates === true ? given.map(asDate) : given);
    return name === "Segmenter" ? [...(result as Iterable<unknown>)] : result;
  }

  #formatter(name: string, settings: string): Formatter {
    const key = name + settings;
    const known = this.#formatters.get(key);
    if (known !== undefined) return known;
    const [locales, options] = readSettings(settings);
    const made = services.get(name)?.make(locales, options) as Formatter | undefined;
    if (made === undefined) throw new TypeError(`Intl.${name} is not available`);
    if (this.#formatters.size >= mostFormatters) this.#formatters.clear();
    this.#formatters.set(key, made);
    return made;
  }
}

function apply(formatter: Formatter, method: string, values: readonly unknown[]): unknown {
  const callable = formatter[method];
  if (typeof callable !== "function") throw new TypeError(`${method} is not available`);
  return callable.apply(formatter, values);
}

function readSettings(text: string): [string[] | string, Record<string, unknown>] {
  const parsed: unknown = JSON.parse(text);
  const [locales, options] = Array.isArray(parsed) ? parsed : [];
  const chosen = Array.isArray(locales) ? locales.map(String) : String(locales ?? "en-US");
  const isObject = typeof options === "object" && options !== null;
  return [chosen, isObject ? { ...options } : {}];
}

/** `undefined` and numbers that JSON has no word for arrive marked. */
function unwire(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("kind" in value)) return value;
  if (value.kind === "undefined") return undefined;
  if (value.kind === "list" && "items" in value) return value.items;
  const text = "text" in value ? String(value.text) : "";
  return value.kind === "bigint" ? BigInt(text) : Number(text);
}

/** Dates arrive as numbers, or as texts if the node gave a text. */
function asDate(value: unknown): unknown {
  return typeof value === "string" ? Number(value) : value;
}
