/** `Intl.Segmenter`: the host tells where segments begin, their texts are cut here. */
export function makeSegmenterClass({ ask, settingsOf, supportedLocalesOf, primordials }) {
  const { define, slice } = primordials;

  class Segments {
    #text;
    #segments;
    constructor(text, starts) {
      this.#text = text;
      this.#segments = starts.map(([index, isWordLike], place) => {
        const segment = slice(text, index, starts[place + 1]?.[0]);
        const found = { segment, index, input: text };
        return isWordLike === undefined ? found : { ...found, isWordLike };
      });
    }
    containing(index = 0) {
      if (!(index >= 0 && index < this.#text.length)) return undefined;
      return this.#segments.findLast((segment) => segment.index <= index);
    }
    [Symbol.iterator]() {
      return this.#segments.values();
    }
  }

  class Segmenter {
    #settings;
    constructor(locales, options) {
      this.#settings = settingsOf(locales, options);
      ask("Segmenter", this.#settings, "check", []);
    }
    segment(value) {
      const text = `${value}`;
      return new Segments(text, ask("Segmenter", this.#settings, "starts", [text]));
    }
    resolvedOptions() {
      return ask("Segmenter", this.#settings, "resolvedOptions", []);
    }
  }
  define(Segmenter, "supportedLocalesOf", supportedLocalesOf);
  define(Segmenter.prototype, Symbol.toStringTag, "Intl.Segmenter");
  return Segmenter;
}

/** `Intl.Locale`, as the host reads it. */
export function makeLocaleClass({ ask, settingsOf, primordials }) {
  const { define, defineGetter } = primordials;
  const names = ["baseName", "calendar", "caseFirst", "collation", "hourCycle", "language"];
  const moreNames = ["numberingSystem", "numeric", "region", "script"];

  class Locale {
    #settings;
    #subtags;
    constructor(tag, options) {
      if (typeof tag !== "string" && (typeof tag !== "object" || tag === null)) {
        throw new TypeError("a locale is made of a text or another locale");
      }
      this.#settings = settingsOf(`${tag}`, options);
      this.#subtags = ask("Locale", this.#settings, "describe", []);
    }
    maximize() {
      return new Locale(ask("Locale", this.#settings, "maximize", []));
    }
    minimize() {
      return new Locale(ask("Locale", this.#settings, "minimize", []));
    }
    toString() {
      return this.#subtags.text;
    }
    static {
      for (const name of [...names, ...moreNames]) {
        defineGetter(Locale.prototype, name, function () {
          return this.#subtags[name];
        });
      }
    }
  }
  define(Locale.prototype, Symbol.toStringTag, "Intl.Locale");
  return Locale;
}
