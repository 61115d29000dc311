import type { JsonSchema } from "#schemas/json.ts";
import type { IndexedPattern } from "../patterns/pattern-index.ts";
import type { PatternNode } from "../patterns/prompt-library.ts";
import { isPlainTerm, termsOf } from "../patterns/request-terms.ts";

const words = (list: string): RegExp =>
  new RegExp(
    String.raw`(?<![\p{L}\p{N}_])(?:${list.trim().split(/\s+/).join("|")})(?![\p{L}\p{N}_])`,
    "giu",
  );

/** Each of these changes what is asked for; a pattern that does not speak of it does not do it. */
const demands: readonly RegExp[] = [
  // Negation and exception.
  words(String.raw`
    not \p{L}+n['’]t cannot never without except excep\p{L}+ exclu\p{L}+ unless no non nor neither
    none nothing instead ignor\p{L}+ skip\p{L}* omit\p{L}* drop\p{L}* leav\p{L}+ but rather avoid\p{L}*
    although however discard\p{L}* delet\p{L}+ keep\p{L}* preserv\p{L}+ remain\p{L}*
  `),
  // Comparison, quantity, condition, time.
  words(String.raw`
    greater less more fewer larger smaller bigger higher lower above below over under most least
    exactly only just first last where whose when whenever while if until limit\p{L}* top bottom
    max min maximum minimum between half second third two three four five six seven eight nine ten
    twice hundred\p{L}* thousand million percent per within before after during every nth older newer
    longer shorter equal\p{L}* than multiple several hourly daily weekly monthly once times again
    always sometimes otherwise depending optional\p{L}* additional\p{L}* extra start\p{L}* ends? ending
    contain\p{L}* match\p{L}*
  `),
  /\p{N}+|[<>=≤≥≠%]/gu,
  // Which of several ways.
  words(String.raw`
    ascending descending asc desc revers\p{L}+ decode\p{L}* decoding encode\p{L}* encoding
    upper\p{L}* lower\p{L}* capital\p{L}* titlecase\p{L}* camel\p{L}* pascal\p{L}* snake\p{L}* kebab\p{L}* sentence
    left right inner outer full cross insensitive\p{L}* sensitive\p{L}* case url-safe base64url hmac
    natural\p{L}* alphabetic\p{L}* numeric\p{L}* random\p{L}* recursive\p{L}* strict\p{L}* stable loose
    exponential american us european german french uk british locale median-only weighted
    largest smallest highest lowest biggest newest oldest latest earliest
    semicolons? commas? tabs? pipes? underscores? dash dashes hyphens? spaces? colons? slash slashes
    dots? points? separat\p{L}+ delimit\p{L}+ quot\p{L}+ headers? headerless prefix suffix
    hex hexadecimal base64 iso json csv tsv excel spreadsheet utc milliseconds seconds
    hours? minutes? weeks? months? years?
    column columns by on all each files? typed types parsed coerc\p{L}+ infer\p{L}*
    empty blank null missing undefined falsy zero negative positive even odd invalid domains? company existence
    sum sums total totals add adds average averages mean median
  `),
  // One thing after another.
  words(
    "and with using including as then afterwards finally also plus additionally followed next and/or",
  ),
  /(?:\band|[,;&+])\s+(?:to\s+)?(?:convert|make|create|build|write|generate|turn|transform|change|set|use|calculate|compute|find|send|store|save|cache|log|print|remove|sort|group|filter|count|sum|add|parse|encode|decode|check|validate|fetch|post|split|merge|join|format|replace|trim)\w*\b/gi,
];

/** What joined a phrase that was taken out to the rest. */
const danglers =
  /\b(?:and|with|using|as)\b(?=(?:[\s·]|\b(?:and|with|the|an?|called)\b)*(?:[.,;:!?]|$))/gi;

const jsonLines = /\bjson[\s-]?lines?\b|\bndjson\b|\bjsonl\b/gi;
const takenOut = /\b(?:filter|leave|take|sort|throw)\w*\s+out\b/gi;
const otherTypes =
  /\b(?:with|as|to|into)\s+(?:the\s+)?(?:numbers|booleans|dates|strings|integers|floats)\b/gi;
const objectParts = /\b(?:keys|values|properties)\s+of\s+an?\s+object\b/gi;
const toText = /\b(?:to|into)\s+an?\s+(?:string|text)\b/gi;
const oneText = /\b(?:of|in|from|an?|the)\s+(?:text|string|sentence|paragraph|document)\b/gi;
const plainItems =
  /\b(?:group|join|merge|filter|(?:lists?|arrays?)\s+of)\s+(?:strings|texts|words|numbers|values|lists|arrays|dates|names)\b/gi;

/** A question that is answered with yes or no. */
const asksWhether = /^\s*(?:is|are|does|do|has|have)\s+(?!(?:there|you)\b)/i;

/** One of two, of which only the first was understood. */
const otherChoice = /·\s+or\s+(?!·)\p{L}+/giu;

const concreteAddress = /\bhttps?:\/\/\S+/gi;
const fetched = /\b(?:from|at)\s+(?:an?\s+|the\s+)?(?:url|link|address|api|web\s?site)\b/gi;
/** What a text is to be written as, other than the one form that patterns write. */
const otherDateForm =
  /\b(?:as|to|into)\s+(?:an?\s+|the\s+)?(?:format\s+)?(?!y{4}-m{2}-d{2}\b)[dmy]{1,4}[./-][dmy]{1,4}[./-][dmy]{1,4}\b/i;
const dateForm = /\b[dmy]{1,4}[./-][dmy]{1,4}(?:[./-][dmy]{1,4})?\b/i;
const manyWords = words("lists? arrays? each all many columns? batch\\p{L}* several multiple");

/**
 * The words of a request that a pattern does not account for: conditions, quantities, negations,
 * choices, further steps, words it does not know. Empty where it does all that is asked. `rest` is
 * the request without the phrases of which the pattern says what they mean.
 */
export const unmetDemands = (request: string, rest: string, indexed: IndexedPattern): string[] => {
  const { node } = indexed.pattern;
  const said = rest.replace(danglers, " ");
  const found = demands.flatMap((demand) => said.match(demand) ?? []);
  const unknown = termsOf(rest).filter(
    (term) => !indexed.vocabulary.has(term) && !isPlainTerm(term),
  );
  const form = otherDateForm.exec(request) ?? dateForm.exec(rest);
  const types = [
    ...(rest.match(takenOut) ?? []),
    ...(rest.match(otherChoice) ?? []),
    ...(request.match(jsonLines) ?? []),
    ...(request.match(concreteAddress) ?? []),
    ...(node.kind === "effect" ? [] : (rest.match(fetched) ?? [])),
    ...(rest.match(otherTypes) ?? []),
    ...(rest.match(objectParts) ?? []),
    ...(portsOf(node.output_schema).some(isTruth) ? [] : (rest.match(asksWhether) ?? [])),
    ...(portsOf(node.output_schema).some(isText) ? [] : (rest.match(toText) ?? [])),
    ...(holdsText(node) ? [] : (rest.match(oneText) ?? [])),
    ...(takesObjects(node.input_schema) ? (rest.match(plainItems) ?? []) : []),
  ];
  const many = takesMany(node.input_schema) || takesMany(node.output_schema);
  const plural = many ? [] : (rest.match(manyWords) ?? []);
  return [...found, ...unknown, ...types, ...plural, ...(form === null ? [] : [form[0]])];
};

const portsOf = ({ properties }: JsonSchema): readonly Record<string, unknown>[] =>
  Object.values(Object(properties)).map(Object);

/** Whether a port holds a list, or anything. */
const takesMany = (schema: JsonSchema): boolean =>
  portsOf(schema).some(
    ({ type }) =>
      type === undefined || type === "array" || (Array.isArray(type) && type.includes("array")),
  );

const takesObjects = (schema: JsonSchema): boolean =>
  portsOf(schema).some(({ items }) => Object(items).type === "object");

/** Whether a text is what comes in or goes out, not just an option. */
const holdsText = ({ input_schema, output_schema }: PatternNode): boolean => {
  const needed: unknown = input_schema.required;
  const inputs = Object.entries(Object(input_schema.properties)).filter(
    ([name]) => Array.isArray(needed) && needed.includes(name),
  );
  const ports = [...inputs.map(([, port]) => Object(port)), ...portsOf(output_schema)];
  return ports.some(isText);
};

const isTruth = ({ type }: Record<string, unknown>): boolean => [type].flat().includes("boolean");

const isText = ({ type }: Record<string, unknown>): boolean => [type].flat().includes("string");
