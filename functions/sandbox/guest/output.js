import { makeThrownWriter } from "./thrown.js";

/**
 * Turns what a node returned into JSON text, and refuses what JSON would lose without a word.
 * Serialising stays native: a `toJSON` is lent to the classes in question, and it only throws.
 */
export function makeOutputWriter({ primordials }) {
  const { define, deleteProperty, getPrototypeOf, hasOwn, isArray, parse, stringify } = primordials;
  const describe = makeThrownWriter({ primordials, isRefusal: () => false });
  const TypedArray = getPrototypeOf(Uint8Array);
  const tooDeep = RangeError.prototype;
  const Complaint = TypeError;

  const lossy = [
    [Map, "a Map; use Object.fromEntries()"],
    [Set, "a Set; use an array: [...set]"],
    [WeakMap, "a WeakMap"],
    [WeakSet, "a WeakSet"],
    [Promise, "a promise; await it first"],
    [RegExp, "a regular expression; use its source"],
    [Error, "an Error; use its message"],
    [ArrayBuffer, "an ArrayBuffer; use an array or base64"],
    [TypedArray, "a typed array; use Array.from() or base64"],
    [DataView, "a DataView; use an array or base64"],
    [URLSearchParams, "URLSearchParams; use Object.fromEntries()"],
    [Headers, "Headers; use Object.fromEntries()"],
    [Function, "a function"],
    [BigInt, "a BigInt; use Number() or String()"],
  ].map(([type, what]) => ({ prototype: type.prototype, what }));

  let complaint;
  const place = (key) => (key === "" ? "the output" : `"${key}" in the output`);

  const lend = () => {
    const lent = [];
    for (let index = 0; index < lossy.length; index += 1) {
      const { prototype, what } = lossy[index];
      if (hasOwn(prototype, "toJSON")) continue;
      const added = define(prototype, "toJSON", (key) => {
        complaint ??= `${place(key)} is ${what}`;
        throw new Complaint(complaint);
      });
      if (added) lent.push(prototype);
    }
    return lent;
  };

  const kindOf = (value) => {
    if (value === undefined) return "nothing";
    if (value === null) return "null";
    if (isArray(value)) return "an array";
    if (typeof value === "function") return "a function";
    return typeof value === "object" ? undefined : `a ${typeof value}`;
  };

  const reasonFor = (error) => {
    if (complaint !== undefined) return complaint;
    const { message } = parse(describe(error));
    if (message === "circular reference") return "the output contains itself (a cycle)";
    const isObject = typeof error === "object" && error !== null;
    if (isObject && getPrototypeOf(error) === tooDeep) return "the output is nested too deeply";
    return `the output cannot be turned into JSON: ${message}`;
  };

  // Without a prototype: a node could put a `text` there that it never returned.
  const invalidFor = (invalid) => ({ __proto__: null, invalid });

  /** `{ text }`, or `{ invalid }` with the reason in a sentence. */
  return (value, maximum) => {
    const kind = kindOf(value);
    const wish = "execute() must return a plain object";
    if (kind !== undefined) return invalidFor(`${wish}, but it returned ${kind}`);
    complaint = undefined;
    let lent = [];
    try {
      if (typeof value.then === "function") {
        return invalidFor(`${wish}, but it returned a thenable: an object with a then() method`);
      }
      lent = lend();
      const text = stringify(value);
      if (typeof text !== "string" || text[0] !== "{") {
        return invalidFor(`${wish}, but what it returned does not become a JSON object`);
      }
      if (text.length > maximum) {
        return invalidFor(`the output is larger than ${maximum} bytes`);
      }
      return { __proto__: null, text };
    } catch (error) {
      return invalidFor(reasonFor(error));
    } finally {
      for (let index = 0; index < lent.length; index += 1) {
        deleteProperty(lent[index], "toJSON");
      }
    }
  };
}
