/** The methods by locale of texts, numbers, dates and lists, over the same host as `Intl`. */
export function installLocaleMethods({ ask, call, compare, marked, settingsOf, primordials }) {
  const { bigintValueOf, dateGetTime, define, getPrototypeOf, isNotNumber } = primordials;
  const { numberValueOf, toLowerCase, toUpperCase } = primordials;

  const ownText = (that, method) => {
    if (that !== undefined && that !== null) return `${that}`;
    throw new TypeError(`${method} needs a text`);
  };
  define(String.prototype, "localeCompare", function localeCompare(that, locales, options) {
    return compare(settingsOf(locales, options), ownText(this, "localeCompare"), that);
  });
  const cases = { toLocaleUpperCase: toUpperCase, toLocaleLowerCase: toLowerCase };
  for (const method in cases) {
    define(String.prototype, method, function (locales) {
      const own = ownText(this, method);
      // Only some languages have rules of their own; the engine knows the general ones.
      if (locales === undefined) return cases[method](own);
      return ask("Text", settingsOf(locales), method, [own]);
    });
  }
  const formatNumber = (value, locales, options) =>
    call("NumberFormat", settingsOf(locales, options), "format", [value], marked, 1);
  define(Number.prototype, "toLocaleString", function (locales, options) {
    return formatNumber(numberValueOf(this), locales, options);
  });
  define(BigInt.prototype, "toLocaleString", function (locales, options) {
    return formatNumber(bigintValueOf(this), locales, options);
  });
  const joined = function (locales, options) {
    const texts = [];
    for (let index = 0; index < this.length; index += 1) {
      texts[index] = `${this[index]?.toLocaleString(locales, options) ?? ""}`;
    }
    return texts.join(",");
  };
  define(Array.prototype, "toLocaleString", joined);
  define(getPrototypeOf(Uint8Array.prototype), "toLocaleString", joined);
  for (const method of ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"]) {
    define(Date.prototype, method, function (locales, options) {
      const time = dateGetTime(this);
      if (isNotNumber(time)) return "Invalid Date";
      return call("Date", settingsOf(locales, options), method, [time], marked, 1);
    });
  }
}
