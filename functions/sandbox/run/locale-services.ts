/** What of this host's `Intl` a guest may ask for: these services, and of each these methods. */
type Settings = readonly [locales: readonly string[], options: Readonly<Record<string, unknown>>];
type Method = (...values: readonly never[]) => unknown;

/** A formatter's methods by name, made once for its settings. */
export type Formatter = ReadonlyMap<string, Method>;

export type MakeFormatter = (...settings: Settings) => Formatter;

const number = ["format", "formatToParts", "formatRange", "formatRangeToParts"];
const parts = ["format", "formatToParts"];

/** Binds the methods of an object that may be called, and no other. */
function only(target: object, names: readonly string[]): Formatter {
  const bound = [...names, "resolvedOptions"].map((name) => {
    const method: unknown = Reflect.get(target, name);
    if (typeof method !== "function") throw new TypeError(`${name} is not available`);
    return [name, method.bind(target)] as const;
  });
  return new Map(bound);
}

const utc = { timeZone: "UTC" };

/** The constructors of `Intl` that exist in a guest. */
export const intlServices: ReadonlyMap<string, MakeFormatter> = new Map<string, MakeFormatter>([
  ["NumberFormat", (l, o) => only(new Intl.NumberFormat([...l], o), number)],
  ["DateTimeFormat", (l, o) => only(new Intl.DateTimeFormat([...l], { ...utc, ...o }), number)],
  ["Collator", (l, o) => only(new Intl.Collator([...l], o), ["compare"])],
  ["PluralRules", (l, o) => only(new Intl.PluralRules([...l], o), ["select", "selectRange"])],
  ["ListFormat", (l, o) => only(new Intl.ListFormat([...l], o), parts)],
  ["RelativeTimeFormat", (l, o) => only(new Intl.RelativeTimeFormat([...l], o), parts)],
  ["DurationFormat", (l, o) => only(constructed("DurationFormat", l, o), parts)],
  ["DisplayNames", (l, o) => only(constructed("DisplayNames", l, o), ["of"])],
  ["Segmenter", segmenter],
]);

/** What is no constructor: the methods of dates and texts, locales, and questions about them. */
const otherServices: ReadonlyMap<string, MakeFormatter> = new Map<string, MakeFormatter>([
  ["Date", dateMethods],
  ["Text", textMethods],
  ["Locale", localeMethods],
  ["Questions", questions],
]);

export const localeServices: ReadonlyMap<string, MakeFormatter> = new Map([
  ...intlServices,
  ...otherServices,
]);

/** For a constructor the type checker does not know, or knows to need options it checks itself. */
function constructed(name: string, [...locales]: Settings[0], options: Settings[1]): object {
  const Constructor: unknown = Reflect.get(Intl, name);
  if (typeof Constructor !== "function") throw new TypeError(`Intl.${name} is not available`);
  return Reflect.construct(Constructor, [locales, options]);
}

/** Segments as their beginnings alone: each with its text, and all of it, would be quadratic. */
function segmenter([...locales]: Settings[0], options: Settings[1]): Formatter {
  const made = new Intl.Segmenter(locales, options);
  const starts = (text: string) =>
    [...made.segment(text)].map(({ index, isWordLike }) =>
      isWordLike === undefined ? [index] : [index, isWordLike],
    );
  return new Map<string, Method>([
    ["starts", starts],
    ["resolvedOptions", () => made.resolvedOptions()],
  ]);
}

function dateMethods([...locales]: Settings[0], options: Settings[1]): Formatter {
  const settings = { ...utc, ...options };
  return new Map<string, Method>([
    ["toLocaleString", (time: number) => new Date(time).toLocaleString(locales, settings)],
    ["toLocaleDateString", (time: number) => new Date(time).toLocaleDateString(locales, settings)],
    ["toLocaleTimeString", (time: number) => new Date(time).toLocaleTimeString(locales, settings)],
  ]);
}

function textMethods([...locales]: Settings[0]): Formatter {
  return new Map<string, Method>([
    ["toLocaleUpperCase", (text: string) => text.toLocaleUpperCase(locales)],
    ["toLocaleLowerCase", (text: string) => text.toLocaleLowerCase(locales)],
  ]);
}

function localeMethods([tag = ""]: Settings[0], options: Settings[1]): Formatter {
  const locale = new Intl.Locale(tag, options);
  const { baseName, calendar, caseFirst, collation, hourCycle, language } = locale;
  const { numberingSystem, numeric, region, script } = locale;
  const subtags = { calendar, caseFirst, collation, hourCycle, numberingSystem, numeric };
  return new Map<string, Method>([
    ["describe", () => ({ text: `${locale}`, baseName, language, region, script, ...subtags })],
    ["maximize", () => `${locale.maximize()}`],
    ["minimize", () => `${locale.minimize()}`],
  ]);
}

type Key = Parameters<typeof Intl.supportedValuesOf>[0];

function questions(): Formatter {
  return new Map<string, Method>([
    ["getCanonicalLocales", (locales: string[]) => Intl.getCanonicalLocales(locales)],
    ["supportedLocalesOf", (locales: string[]) => Intl.NumberFormat.supportedLocalesOf(locales)],
    ["supportedValuesOf", (key: Key) => Intl.supportedValuesOf(key)],
  ]);
}
