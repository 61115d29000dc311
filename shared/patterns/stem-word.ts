const undouble = (stem: string): string =>
  /([bdgmnprt])\1$/.test(stem) ? stem.slice(0, -1) : stem;

const withoutPlural = (word: string): string => {
  if (word.length < 4 || /(ss|us|is)$/.test(word)) return word;
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(ch|sh|x|ss|z)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith("s") ? word.slice(0, -1) : word;
};

const endings: readonly (readonly [ending: RegExp, least: number])[] = [
  [/ization$|isation$/, 4],
  [/ation$|ator$/, 4],
  [/ing$/, 3],
  [/ed$/, 3],
  [/ion$/, 5],
  [/er$/, 5],
  [/ly$/, 5],
];

/**
 * Brings forms of one English word together ("parsing", "parsed", "parse"). Light on purpose: both
 * sides of a comparison pass through it, so a stem needs to be alike, not a word.
 */
export const stemWord = (word: string): string => {
  if (/\d/.test(word)) return word;
  let stem = withoutPlural(word);
  const found = endings.find(
    ([ending, least]) => ending.test(stem) && stem.replace(ending, "").length >= least,
  );
  if (found !== undefined) stem = undouble(stem.replace(found[0], ""));
  stem = stem.replace(/i[sz]e?$/, "").replace(/at$|ate$/, "");
  return stem.length > 3 ? stem.replace(/[ey]$/, "") : stem;
};
