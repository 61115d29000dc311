/** The inputs and outputs that a request names, and the request without these parts. */
export interface PortNames {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly rest: string;
}

/** Nobody writes `max_length` or `maxLength` but for a name; case counts here, below it does not. */
const codeLike = /(?<!["'`“‘\w])[a-z][a-z0-9]*(?:_[a-z0-9]+|[A-Z][a-z0-9]*)+(?!["'`”’\w])/g;
const marked = /["'`“”‘’][^"'`“”‘’\s]{1,60}["'`“”‘’]/.source;
const noName =
  /(?!(?:an?|the|its?|is|are|as|to|of|in|and|or|must|should|can|that|which|with|from|for|optional|returns?|outputs?|inputs?|gives?)\b)/
    .source;
const plain = `${noName}[A-Za-z_][A-Za-z0-9_]{0,59}`;
const type = /(?:\s*\([^()]{0,60}\))?/.source;
/** A plain word in a list is a name only where the phrase ends behind it. */
const phraseEnd = /(?=\s*(?:[.,;:)}]|$|(?:and|as|with|returns?|outputs?|gives?|which|that)\b))/
  .source;

const called = `(?:${marked}|${plain})${type}`;
const listed = `(?:${marked}${type}|${plain}${type}${phraseEnd})`;
const between = /\s*(?:,\s*and\s+|,\s*|\s+and\s+|\s*&\s*)/.source;

const calledList = `${called}(?:${between}${listed}){0,8}`;
const listedList = `${listed}(?:${between}${listed}){0,8}`;
const longList = `${listed}(?:${between}${listed}){1,8}`;
const markedList = `${marked}${type}(?:${between}${marked}${type}){0,8}`;

const words = (most: number): string => `(?:\\s+(?:an?|the|[A-Za-z-]+)){0,${most}}?`;

/** `port` is a pattern for the nouns of a port, `verb` for the verbs before one. */
const phrases = (port: string, ports: string, verb: string): readonly RegExp[] => {
  const forms = [
    `\\b(?:${port})${words(3)}\\s+(?:called|named)\\s+(${calledList})`,
    `\\b(?:${port})(?:\\s+fields?)?\\s*[:=]\\s*\\{?\\s*(${listedList})`,
    `\\b(?:${port})(?:\\s+(?:fields?|is|are))?\\s+(${markedList})`,
    `\\b(?:${ports})\\s+(${longList})`,
    `\\b(?:${verb})${words(5)}\\s+(?:called|named)\\s+(${calledList})`,
    `\\b(?:${verb})(?:\\s+(?:it|them|this|that|as|in|under|an?|the))*\\s+(${markedList})`,
    `\\b(?:${verb})(?:\\s+(?:an?|object|with|of))*\\s+\\{\\s*(${listedList})\\s*\\}`,
    `(${markedList})\\s+(?:as|is|are|being)\\s+(?:an?\\s+|the\\s+)?(?:${port})\\b`,
    `\\bcall(?:ing)?\\s+(?:the\\s+)?(?:${port})\\s+(${called})`,
  ];
  return forms.map((form) => new RegExp(form, "gi"));
};

const inputPhrases = phrases(
  "inputs?|parameters?|arguments?",
  "inputs|parameters|arguments",
  "takes?|accepts?|receives?|expects?|reads?|given",
);
const outputPhrases = phrases(
  "outputs?|results?",
  "outputs",
  "returns?|gives?(?:\\s+back)?|outputs?|produces?|yields?|emits?",
);

const quotesAndTypes = /\([^()]*\)|["'`“”‘’{}]/g;
const betweenNames = /,|\s&\s|\sand\s/;

const namesIn = (list: string): string[] =>
  list
    .replace(quotesAndTypes, " ")
    .split(betweenNames)
    .map((name) => name.replace(/^\s*and\s/, "").trim())
    .filter((name) => name !== "");

const take = (text: string, forms: readonly RegExp[]): { names: string[]; rest: string } => {
  const names: string[] = [];
  let rest = text;
  for (const form of forms) {
    rest = rest.replace(form, (_phrase: string, list: string) => {
      names.push(...namesIn(list));
      return " ";
    });
  }
  return { names: [...new Set(names)], rest };
};

/**
 * Finds the names a request gives its inputs and outputs: "an input called text", "inputs `a` and
 * `b`", "returns { rows, count }". A word that is neither marked nor called a name is none.
 */
export const portNamesIn = (request: string): PortNames => {
  const inputs = take(request.replace(codeLike, '"$&"'), inputPhrases);
  const outputs = take(inputs.rest, outputPhrases);
  return { inputs: inputs.names, outputs: outputs.names, rest: outputs.rest };
};
