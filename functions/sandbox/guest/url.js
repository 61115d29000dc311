/**
 * What the engine's URL lacks: `URL.parse`, and `searchParams` as a live view. The engine's own
 * `URLSearchParams` takes only text, so it is kept for reading and writing text alone.
 */
export function installUrlParts({ primordials }) {
  const { apply, define, defineGetter, entries, stringify, weakMapGet, weakMapSet } = primordials;
  const search = Object.getOwnPropertyDescriptor(URL.prototype, "search");
  const UrlConstructor = URL;
  const EngineParameters = URLSearchParams;
  const views = new WeakMap();
  let makeView;

  const pairsOfText = (text) => [...new EngineParameters(text)];
  const pairsOf = (init) => {
    if (init === undefined || init === null) return [];
    if (typeof init !== "object" && typeof init !== "function") return pairsOfText(String(init));
    const list = typeof init[Symbol.iterator] === "function" ? [...init] : entries(init);
    return list.map((pair) => {
      const parts = [...pair];
      if (parts.length === 2) return [String(parts[0]), String(parts[1])];
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
    append(name, value) {
      this.#write([...this.#read(), [String(name), String(value)]]);
    }
    delete(name, value) {
      const isMeant = (pair) =>
        pair[0] === String(name) && (value === undefined || pair[1] === String(value));
      this.#write(this.#read().filter((pair) => !isMeant(pair)));
    }
    get(name) {
      return this.#read().find((pair) => pair[0] === String(name))?.[1] ?? null;
    }
    getAll(name) {
      const found = this.#read().filter((pair) => pair[0] === String(name));
      return found.map((pair) => pair[1]);
    }
    has(name, value) {
      const values = this.getAll(name);
      return value === undefined ? values.length > 0 : values.includes(String(value));
    }
    set(name, value) {
      const pairs = this.#read();
      const first = pairs.findIndex((pair) => pair[0] === String(name));
      const kept = pairs.filter((pair, index) => index === first || pair[0] !== String(name));
      const added = [String(name), String(value)];
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
    *entries() {
      for (const [name, value] of this.#read()) yield [name, value];
    }
    *keys() {
      for (const [name] of this.#read()) yield name;
    }
    *values() {
      for (const [, value] of this.#read()) yield value;
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

  define(URL, "parse", function parse(text, base) {
    try {
      return base === undefined ? new UrlConstructor(text) : new UrlConstructor(text, base);
    } catch {
      return null;
    }
  });
}
