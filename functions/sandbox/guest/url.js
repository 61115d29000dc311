/** What the engine's URL lacks: `searchParams` as a live view, and `URL.parse`. */
export function installUrlParts({ primordials }) {
  const { apply, define, defineGetter, weakMapGet, weakMapSet } = primordials;
  const search = Object.getOwnPropertyDescriptor(URL.prototype, "search");
  const views = new WeakMap();
  const UrlConstructor = URL;
  const Parameters = URLSearchParams;
  const asText = Function.prototype.call.bind(Parameters.prototype.toString);

  const makeView = (url, text) => {
    const view = { parameters: new Parameters(text), text };
    for (const name of ["append", "set", "delete", "sort"]) {
      const change = Parameters.prototype[name];
      define(view.parameters, name, (...values) => {
        apply(change, view.parameters, values);
        apply(search.set, url, [asText(view.parameters)]);
        view.text = apply(search.get, url, []);
      });
    }
    return view;
  };

  /** Takes over what was changed through the URL itself, in the object the node already holds. */
  const refresh = (view, text) => {
    const current = new Parameters(text);
    const names = new Set(view.parameters.keys());
    for (const name of names) apply(Parameters.prototype.delete, view.parameters, [name]);
    for (const [name, value] of current) {
      apply(Parameters.prototype.append, view.parameters, [name, value]);
    }
    view.text = text;
  };

  defineGetter(URL.prototype, "searchParams", function searchParams() {
    const text = apply(search.get, this, []);
    let view = weakMapGet(views, this);
    if (view === undefined) {
      view = makeView(this, text);
      weakMapSet(views, this, view);
    } else if (view.text !== text) {
      refresh(view, text);
    }
    return view.parameters;
  });

  define(URL, "parse", function parse(text, base) {
    try {
      return base === undefined ? new UrlConstructor(text) : new UrlConstructor(text, base);
    } catch {
      return null;
    }
  });
}
