type KnownItem = string | number | boolean;

/** A value that is known before the code runs. */
export type KnownValue = KnownItem | readonly KnownItem[];

type Arguments = readonly KnownValue[];

/** Names and hosts are shorter; what is longer could be doubled again and again. */
export const mostText = 2_000;
const mostItems = 500;
/** Of a text and what replaces parts of it, multiplied. */
const mostReplacing = 100_000;

/**
 * What a method gives for known values, for the few methods that names and addresses are put
 * together with. Undefined for all others.
 */
export const callMethod = (
  object: KnownValue,
  method: string,
  given: Arguments,
): KnownValue | undefined => {
  if (typeof object === "string") {
    return bounded(object) === undefined ? undefined : callOnText(object, method, given);
  }
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
      if (text.length * second.length > mostReplacing) return undefined;
      return bounded(text[method](first, () => second));
    case "split":
      return typeof first === "string" ? boundedList(text.split(first, mostItems + 1)) : undefined;
    case "charAt":
      return text.charAt(Number(first ?? 0));
    default:
      return undefined;
  }
};

const callOnList = (
  list: readonly KnownItem[],
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
      return boundedList([...list, ...given.flat()]);
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
      return typeof first === "string" && bounded(first) ? decoded(name, first) : undefined;
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

/** A text, unless it is too long to go on with. */
export const bounded = (text: string): string | undefined =>
  text.length > mostText ? undefined : text;

/** A list without lists in it, unless all its texts together are too long. */
export const boundedList = (list: readonly KnownValue[]): readonly KnownItem[] | undefined => {
  if (list.length > mostItems) return undefined;
  const items = list.filter((item) => typeof item !== "object");
  const length = items.reduce<number>((sum, item) => sum + String(item).length, 0);
  return items.length === list.length && length <= mostText ? items : undefined;
};
