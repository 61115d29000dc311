/**
 * What the prelude needs of the language later, taken before any node code ran, so that a node
 * which replaces built-ins confuses only itself.
 */
export function capturePrimordials() {
  const uncurry = (method) => Function.prototype.call.bind(method);
  const { apply, defineProperty, getPrototypeOf } = Reflect;

  /** Adds a property the way built-ins have it: writable, not enumerable. */
  const define = (target, name, value) =>
    defineProperty(target, name, {
      __proto__: null,
      value,
      writable: true,
      configurable: true,
      enumerable: false,
    });

  const defineGetter = (target, name, get) =>
    defineProperty(target, name, { __proto__: null, get, configurable: true, enumerable: true });

  return {
    apply,
    define,
    defineGetter,
    defineProperty,
    getPrototypeOf,
    parse: JSON.parse,
    stringify: JSON.stringify,
    is: Object.is,
    isArray: Array.isArray,
    isFiniteNumber: Number.isFinite,
    isNotNumber: Number.isNaN,
    ownKeys: Reflect.ownKeys,
    entries: Object.entries,
    hasOwn: Object.hasOwn,
    deleteProperty: Reflect.deleteProperty,
    indexOf: uncurry(String.prototype.indexOf),
    slice: uncurry(String.prototype.slice),
    startsWith: uncurry(String.prototype.startsWith),
    toUpperCase: uncurry(String.prototype.toUpperCase),
    toLowerCase: uncurry(String.prototype.toLowerCase),
    toWellFormed: uncurry(String.prototype.toWellFormed),
    trim: uncurry(String.prototype.trim),
    mapGet: uncurry(Map.prototype.get),
    mapSet: uncurry(Map.prototype.set),
    mapDelete: uncurry(Map.prototype.delete),
    weakSetAdd: uncurry(WeakSet.prototype.add),
    weakSetHas: uncurry(WeakSet.prototype.has),
    weakMapGet: uncurry(WeakMap.prototype.get),
    weakMapSet: uncurry(WeakMap.prototype.set),
    promiseThen: uncurry(Promise.prototype.then),
    dateNow: Date.now,
    performanceNow: performance.now.bind(performance),
    dateGetTime: uncurry(Date.prototype.getTime),
    numberValueOf: uncurry(Number.prototype.valueOf),
    bigintValueOf: uncurry(BigInt.prototype.valueOf),
    decodeUtf8: uncurry(TextDecoder.prototype.decode),
    toBase64: uncurry(Uint8Array.prototype.toBase64),
    fromBase64: Uint8Array.fromBase64,
    isView: ArrayBuffer.isView,
    FunctionConstructor: Function,
  };
}
