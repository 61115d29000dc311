/**
 * What the engine's URL lacks: `URL.parse`, and `searchParams` as a live view. The engine's own
 * `URLSearchParams` takes only text, so it is kept for reading and writing text alone.
 */
export function installUrlParts({ primordials }) {
  const { apply, define, defineGetter, entries, slice, startsWith, stringify } = primordials;
  const { weakMapGet, weakMapSet, toWellFormed } = primordials;
  const search = Object.getOwnPropertyDescriptor(URL.prototype, "search");
  const UrlConstructor = URL;
  const EngineParameters = URLSearchParams;
  const views = new WeakMap();
  let makeView;

  const textOf = (value) => toWellFormed(`${value}`);
  const need = (values, count) => {
    if (values.length < count) throw new TypeError(`${count} arguments are needed`);
    return values;
  };
  // The engine drops every question mark at the beginning, where the first alone is no content.
  const pairsOfText = (text) => [
    ...new EngineParameters(startsWith(text, "?") ? `&${slice(text, 1)}` : text),
  ];
  const pairsOf = (init) => {
    if (init === undefined) return [];
    if ((typeof init !== "object" && typeof init !== "function") || init === null) {
      return pairsOfText(textOf(init));
    }
    const list = typeof init[Symbol.iterator] === "function" ? [...init] : entries(init);
    return list.map((pair) => {
      const parts = typeof pair === "object" && pair !== null ? [...pair] : [];
      if (parts.length === 2) return [textOf(parts[0]), textOf(parts[1])];
      throw new TypeError(`each parameter must be a pair, not ${stringify(pair)}`);
    });
  };

  class Parameters {
    #pairs;
    #url;
    #text;
    constructor(init) {
      this.#pairs = pairsOf(init);
    }
    static {
      makeView = (url) => {
        const view = new Parameters();
        view.#url = url;
        return view;
      };
    }
    /** Takes over what was changed through the URL itself. */
    #read() {
      if (this.#url === undefined) return this.#pairs;
      const text = apply(search.get, this.#url, []);
      if (text !== this.#text) {
        this.#text = text;
        this.#pairs = pairsOfText(text);
      }
      return this.#pairs;
    }
    #write(pairs) {
      this.#pairs = pairs;
      if (this.#url === undefined) return;
      apply(search.set, this.#url, [this.toString.call(new Parameters(pairs))]);
      this.#text = apply(search.get, this.#url, []);
    }
    get size() {
      return this.#read().length;
    }
    append(...values) {
      const [name, value] = need(values, 2);
      this.#write([...this.#read(), [textOf(name), textOf(value)]]);
    }
    delete(...values) {
      const [name, value] = need(values, 1);
      const isMeant = (pair) =>
        pair[0] === textOf(name) && (value === undefined || pair[1] === textOf(value));
      this.#write(this.#read().filter((pair) => !isMeant(pair)));
    }
    get(...values) {
      const [name] = need(values, 1);
      return this.#read().find((pair) => pair[0] === textOf(name))?.[1] ?? null;
    }
    getAll(...values) {
      const [name] = need(values, 1);
      const found = this.#read().filter((pair) => pair[0] === textOf(name));
      return found.map((pair) => pair[1]);
    }
    has(...values) {
      const [name, value] = need(values, 1);
      const found = this.getAll(name);
      return value === undefined ? found.length > 0 : found.includes(textOf(value));
    }
    set(...values) {
      const [name, value] = need(values, 2);
      const pairs = this.#read();
      const added = [textOf(name), textOf(value)];
      const first = pairs.findIndex((pair) => pair[0] === added[0]);
      const kept = pairs.filter((pair, index) => index === first || pair[0] !== added[0]);
      if (first === -1) this.#write([...kept, added]);
      else this.#write(kept.map((pair, index) => (index === first ? added : pair)));
    }
    sort() {
      const byName = (a, b) => (a[0] < b[0] ? -1 : Number(a[0] > b[0]));
      this.#write([...this.#read()].sort(byName));
    }
    toString() {
      const parameters = new EngineParameters("");
      for (const [name, value] of this.#read()) parameters.append(name, value);
      return parameters.toString();
    }
    forEach(callback, self) {
      for (const [name, value] of this.#read()) callback.call(self, value, name, this);
    }
    /** Each step looks anew, as what is iterated may be changed meanwhile. */
    *entries() {
      for (let index = 0; index < this.#read().length; index += 1) yield [...this.#read()[index]];
    }
    *keys() {
      for (const [name] of this.entries()) yield name;
    }
    *values() {
      for (const [, value] of this.entries()) yield value;
    }
    [Symbol.iterator]() {
      return this.entries();
    }
  }
  define(Parameters, "name", "URLSearchParams");
  define(Parameters.prototype, Symbol.toStringTag, "URLSearchParams");
  define(globalThis, "URLSearchParams", Parameters);

  defineGetter(URL.prototype, "searchParams", function searchParams() {
    const known = weakMapGet(views, this);
    if (known !== undefined) return known;
    const view = makeView(this);
    weakMapSet(views, this, view);
    return view;
  });

  define(URL.prototype, Symbol.toStringTag, "URL");
  define(URL, "parse", function parse(...values) {
    const [text, base] = need(values, 1);
    try {
      return base === undefined ? new UrlConstructor(text) : new UrlConstructor(text, base);
    } catch {
      return null;
    }
  });
}
