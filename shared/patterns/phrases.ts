const generic =
  "an?|the|their|its|values?|keys?|fields?|propert(?:y|ies)|columns?|conditions?|each|them|it|this|that|these|those|all|both|one|size|default";
const fieldNouns = "field|column|property|key";
const follows = `and|with|in|as|is|are|has|ascending|descending|from|for|into|to|using|${fieldNouns}|high|low|alphabetically|keeping|so|or|of|then|greater|less|more|above|below|over|under|at|larger|smaller|higher|lower|fewer|not`;
const quotes = `["'“”‘’]?`;

/** Forms that stand in a phrase for what a request may put there. */
const forms: ReadonlyMap<string, string> = new Map([
  ["number", String.raw`\d{1,6}(?![\d.,/]*\d)`],
  /** A name in one word, with the phrase at its end: of "last name" nobody knows the key. */
  [
    "field",
    String.raw`(?!(?:${generic})(?![\w-]))[A-Za-z]\w{0,59}(?!\w)(?=${quotes}\s*(?:$|[.,;:()!?·<>]|(?:${follows})(?![\w-])))`,
  ],
  ["dotted date", String.raw`\d{1,2}\.\d{1,2}\.\d{4}`],
  [
    "written number",
    String.raw`[$€£]?\s?\d{1,3}(?:[., ]\d{3})*[.,]\d{1,2}(?!\d)(?:\s?(?:[$€£%]|eur|usd|gbp|chf))?`,
  ],
]);

const token = /\[([^\]]*)\]|\(([^)]*)\)|<([a-z ]+)>|[^\s[(<]+|<=?/g;
const gap = String.raw`[\s-]+`;

const literal = (text: string): string =>
  text
    .replace(/[.+?^${}()\\/]/g, String.raw`\$&`)
    .replaceAll("*", String.raw`[\p{L}\p{N}]*`)
    .replace(/[\s-]+/g, gap);

const formOf = (name: string): string => {
  const form = forms.get(name);
  if (form === undefined) throw new Error(`a phrase knows no <${name}>`);
  return `${quotes}(${form})${quotes}`;
};

const compile = (phrase: string): RegExp => {
  let source = "";
  let started = false;
  for (const [text, optional, oneOf, form] of phrase.matchAll(token)) {
    // Until a part is certain to be there, each brings the gap behind it, later the one before it.
    const before = started ? gap : "";
    if (optional !== undefined) {
      source += `(?:${before}(?:${literal(optional)})${started ? "" : gap})?`;
      continue;
    }
    const alternatives = oneOf === undefined ? literal(text) : `(?:${literal(oneOf)})`;
    source += before + (form === undefined ? alternatives : formOf(form));
    started = true;
  }
  return new RegExp(String.raw`(?<![\p{L}\p{N}_])${source}(?![\p{L}\p{N}_])`, "iu");
};

const compiled = new Map<string, RegExp>();

/**
 * A phrase of the library as a regular expression: words in any case with spaces or hyphens between,
 * `*` for any ending, `(a|b)` for one of several, `[a|b]` for what may be left out, and `<number>`,
 * `<field>`, `<dotted date>`, `<written number>` for what is captured. Throws where it names another.
 */
export const phrasePattern = (phrase: string): RegExp => {
  const known = compiled.get(phrase) ?? compile(phrase);
  compiled.set(phrase, known);
  return known;
};

/** The names of what a phrase captures, in their order. */
export const capturesOf = (phrase: string): string[] =>
  [...phrase.matchAll(token)].flatMap(([, , , form]) => (form === undefined ? [] : [form]));
