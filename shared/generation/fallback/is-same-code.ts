import { tokenizer } from "acorn";

/** What an adapted copy may have more than the code it was made of. */
const mostMore = 40;

/**
 * Whether `made` is `code` all but for names, texts, and a few words more: every operator, keyword,
 * bracket and number of `code` stands in it, in the same order, and little besides.
 */
export function isSameCode(made: string, code: string): boolean {
  const given = marksOf(made);
  const wanted = marksOf(code);
  if (given === undefined || wanted === undefined) return made === code;
  let found = 0;
  for (const mark of given) if (mark === wanted[found]) found += 1;
  return found === wanted.length && given.length - wanted.length <= mostMore;
}

/** `{ rows }` and `{ objects: rows }` differ in names and colons only. */
const unmarked = new Set(["name", "string", "template", ":"]);

/** Undefined for what is no JavaScript. */
function marksOf(code: string): string[] | undefined {
  try {
    return [...tokenizer(code, { ecmaVersion: "latest" })]
      .filter(({ type }) => !unmarked.has(type.label))
      .map(({ type, start, end }) => `${type.label} ${code.slice(start, end)}`);
  } catch {
    return undefined;
  }
}
