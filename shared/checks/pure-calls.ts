/** A value that is known before the code runs. */
export type KnownValue = string | number | boolean | readonly KnownValue[];

type Arguments = readonly KnownValue[];

const mostText = 10_000;

/**
 * What a method gives for known values, for the few methods that names and addresses are put
 * together with. Undefined for all others.
 */
export const callMethod = (
  object: KnownValue,
  method: string,
  given: Arguments,
): KnownValue | undefined => {
  if (typeof object === "string") return callOnText(object, method, given);
  return Array.isArray(object) ? callOnList(object, method, given) : undefined;
};

const callOnText = (text: string, method: string, given: Arguments): KnownValue | undefined => {
  const [first, second] = given;
  switch (method) {
    case "toString":
    case "trim":
    case "toLowerCase":
    case "toUpperCase":
      return text[method]();
    case "concat":
      return bounded(text + given.join(""));
    case "slice":
    case "substring":
      return given.every((value) => typeof value === "number")
        ? text[method](Number(first ?? 0), second === undefined ? undefined : Number(second))
        : undefined;
    case "replace":
    case "replaceAll":
      if (typeof first !== "string" || typeof second !== "string" || first === "") return undefined;
      return bounded(text[method](first, () => second));
    case "split":
      return typeof first === "string" ? text.split(first, mostText) : undefined;
    case "charAt":
      return text.charAt(Number(first ?? 0));
    default:
      return undefined;
  }
};

const callOnList = (
  list: readonly KnownValue[],
  method: string,
  given: Arguments,
): KnownValue | undefined => {
  switch (method) {
    case "join":
      return bounded(list.join(given[0] === undefined ? "," : String(given[0])));
    case "reverse":
    case "toReversed":
      return list.toReversed();
    case "concat":
      return [...list, ...given.flat()];
    default:
      return undefined;
  }
};

/** What a global function gives for known values. */
export const callGlobal = (name: string, given: Arguments): KnownValue | undefined => {
  const [first] = given;
  switch (name) {
    case "String.fromCharCode":
    case "String.fromCodePoint":
      return given.every((code) => typeof code === "number" && code >= 0 && code <= 0xffff)
        ? String.fromCharCode(...given.slice(0, mostText).map(Number))
        : undefined;
    case "String":
      return first === undefined ? "" : String(first);
    case "atob":
    case "decodeURIComponent":
      return typeof first === "string" ? decoded(name, first) : undefined;
    default:
      return undefined;
  }
};

const decoded = (name: "atob" | "decodeURIComponent", text: string): string | undefined => {
  try {
    return name === "atob" ? atob(text) : decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

const bounded = (text: string): string | undefined => (text.length > mostText ? undefined : text);
