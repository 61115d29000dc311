import { readLocaleSettings, readLocaleValues } from "./locale-messages.ts";
import { type Formatter, localeServices } from "./locale-services.ts";

/** Of one operation, in characters: what ICU does with a text cannot be interrupted. */
const longestText = 256 << 10;
const longestSettings = 8 << 10;

/**
 * Marks in a row are put in order before texts are compared, in time that grows with the square of
 * their number: minutes for a hundred thousand. Unicode's own limit for text in streams is 30.
 * https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format
 */
const tooManyMarks = /\p{M}{100}/u;
const mostFormatters = 50;

/** What the guest falls back to, as Lambda does, wherever this process runs. */
const defaultLocale = "en-US";

/**
 * Answers the guest's `Intl` from the host's, by an allow-list of services and methods. Texts in,
 * texts out, both of bounded length; nothing is kept beyond the run.
 */
export class LocaleBridge {
  readonly #formatters = new Map<string, Formatter>();

  /** One call: service, settings, method and arguments in; `{ value }` or `{ error }` out, as JSON. */
  call(texts: readonly string[]): string {
    const [service = "", settings = "", method = "", values = ""] = texts;
    try {
      if (values.length > longestText || tooManyMarks.test(values)) throw tooLong();
      const formatter = this.#formatter(service, settings);
      if (method === "check") return "{}";
      return JSON.stringify({ value: apply(formatter, method, readLocaleValues(values)) });
    } catch (error) {
      const range = error instanceof RangeError;
      return JSON.stringify({ error: error instanceof Error ? error.message : "failed", range });
    }
  }

  /** The number of a comparison as text, or why there is none. */
  compare(texts: readonly string[]): string {
    const [settings = "", left = "", right = ""] = texts;
    try {
      if (left.length + right.length > longestText) throw tooLong();
      if (tooManyMarks.test(left) || tooManyMarks.test(right)) throw tooLong();
      return String(apply(this.#formatter("Collator", settings), "compare", [left, right]));
    } catch (error) {
      return error instanceof Error ? error.message : "failed";
    }
  }

  #formatter(service: string, settings: string): Formatter {
    const key = `${service} ${settings}`;
    const known = this.#formatters.get(key);
    if (known !== undefined) return known;
    const make = localeServices.get(service);
    if (make === undefined) throw notAvailable(service);
    const made = make(...readSettings(settings));
    if (this.#formatters.size >= mostFormatters) this.#formatters.clear();
    this.#formatters.set(key, made);
    return made;
  }
}

const tooLong = () => new RangeError("too much text for one locale operation");

const notAvailable = (name: string) => new TypeError(`${name.slice(0, 50)} is not available`);

function apply(formatter: Formatter, method: string, values: readonly unknown[]): unknown {
  const callable = formatter.get(method);
  if (callable === undefined) throw notAvailable(method);
  // The methods check their arguments themselves, as they do for any caller.
  return Reflect.apply(callable, undefined, values);
}

function readSettings(text: string): [string[], Record<string, unknown>] {
  if (text.length > longestSettings) throw tooLong();
  const [locales, options] = readLocaleSettings(text);
  return [[...locales, defaultLocale], options];
}
