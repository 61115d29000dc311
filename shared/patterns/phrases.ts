/** Forms that stand in a phrase for what a request may put there. */
const forms: Readonly<Record<string, string>> = {
  number: String.raw`\d{1,6}(?![\d.,/]*\d)`,
  /** One name in one word, where the phrase ends behind it: of "last name" nobody knows the key. */
  field: String.raw`(?!(?:an?|the|their|its|value|values|key|keys|field|fields|property|properties|column|columns|name_of)(?![\w-]))[A-Za-z_]\w*(?=\s*(?:["'${"`"}”’]|$|[.,;:()!?]|(?:and|with|in|as|ascending|descending|from|for|is|into|to|using|field|column|property|key|order|high|low|alphabetically|where|whose|ignoring|keeping|so|or|then)\b))`,
  "dotted date": String.raw`\d{1,2}\.\d{1,2}\.\d{4}`,
  "written number": String.raw`[$€£]?\s?\d{1,3}(?:[., ]\d{3})*[.,]\d{1,2}(?!\d)(?:\s?[$€£%])?`,
};

const placeholder = /<([a-z ]+)>/;

const patternOf = (part: string): string =>
  part
    .replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
    .replaceAll(String.raw`\*`, String.raw`[\p{L}\p{N}]*`)
    .replace(/[\s-]+/g, String.raw`[\s-]+`);

const compile = (phrase: string): RegExp => {
  const parts = phrase.split(placeholder);
  const source = parts
    .map((part, index) => (index % 2 === 0 ? patternOf(part) : `["'“‘]?(${formOf(part)})["'”’]?`))
    .join("");
  return new RegExp(String.raw`(?<![\p{L}\p{N}_])${source}(?![\p{L}\p{N}_])`, "giu");
};

const formOf = (name: string): string => {
  const form = forms[name];
  if (form === undefined) throw new Error(`a phrase knows no <${name}>`);
  return form;
};

const compiled = new Map<string, RegExp>();

/**
 * A phrase of the library as a regular expression: words in any case with spaces or hyphens between,
 * `*` for any ending of a word, `<number>`, `<field>`, `<dotted date>` or `<written number>` for what
 * is captured. Throws where it names another form.
 */
export const phrasePattern = (phrase: string): RegExp => {
  const known = compiled.get(phrase) ?? compile(phrase);
  compiled.set(phrase, known);
  return known;
};

export const placeholdersOf = (phrase: string): string[] =>
  phrase.split(placeholder).filter((_part, index) => index % 2 === 1);
