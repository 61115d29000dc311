/**
 * Reads what a guest tells the locale bridge. By hand, as one other schema would bring the library
 * of schemas into the thread, which takes 17 ms more of a processor to start.
 */

/** Locales and options as a constructor of `Intl` takes them. Throws on anything else. */
export function readLocaleSettings(text: string): [string[], Record<string, unknown>] {
  const read: unknown = JSON.parse(text);
  if (!Array.isArray(read) || read.length !== 2) throw noSettings();
  const [locales, options]: unknown[] = read;
  return [localesOf(locales), optionsOf(options)];
}

function localesOf(locales: unknown): string[] {
  if (locales === null) return [];
  const list: unknown[] = Array.isArray(locales) ? locales : [locales];
  return list.map((locale) => {
    if (typeof locale !== "string") throw noSettings();
    return locale;
  });
}

function optionsOf(options: unknown): Record<string, unknown> {
  if (options === null) return {};
  if (typeof options !== "object" || Array.isArray(options)) throw noSettings();
  return { ...options };
}

const noSettings = () => new TypeError("locales and options were expected");

/** The values of a call. What JSON has no word for arrives as an object that says what it is. */
export function readLocaleValues(text: string): unknown[] {
  const values: unknown = JSON.parse(text);
  if (!Array.isArray(values)) throw new TypeError("a list of values was expected");
  return values.map(unmarked);
}

function unmarked(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("kind" in value)) return value;
  const text = "text" in value && typeof value.text === "string" ? value.text : undefined;
  if (value.kind === "undefined") return undefined;
  if (value.kind === "bigint") return BigInt(text ?? "");
  return value.kind === "number" ? Number(text) : value;
}
