import { Parser } from "htmlparser2";
import type { NodeContent, Warning } from "#schemas/node.ts";
import { activeElements, hiddenContent, htmlElements } from "./html-elements.ts";
import { stripShownTexts } from "./strip-shown-texts.ts";

/** Taking one element out can put another together, so it is done until nothing changes. */
const mostRounds = 10;

/**
 * A text without HTML elements, and without the content of scripts and styles. Only names that a
 * browser knows count, so that `List<T>` and `a < b` stay as they are.
 */
export function stripMarkup(text: string): { text: string; removed: boolean } {
  if (!text.includes("<")) return { text, removed: false };
  let current = text;
  for (let round = 0; round < mostRounds; round += 1) {
    const stripped = stripOnce(current);
    if (stripped === current) return { text: current, removed: current !== text };
    current = stripped;
  }
  return { text: current.replaceAll("<", ""), removed: true };
}

interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

function stripOnce(text: string): string {
  const spans = markupSpans(text);
  const kept = spans.reduce(
    ({ result, from }, span) => ({
      result: result + text.slice(from, Math.max(from, span.start)),
      from: Math.max(from, span.end),
    }),
    { result: "", from: 0 },
  );
  return spans.length === 0 ? withoutLooseEnds(text) : kept.result + text.slice(kept.from);
}

function markupSpans(text: string): Span[] {
  const spans: Span[] = [];
  let hiddenFrom: number | undefined;
  const here = () => ({ start: parser.startIndex, end: parser.endIndex + 1 });
  const parser = new Parser(
    {
      onopentag: (name) => {
        const { start, end } = here();
        if (!htmlElements.has(name) || isTypeParameter(text, start, end)) return;
        spans.push({ start, end });
        if (hiddenContent.has(name)) hiddenFrom = end;
      },
      onclosetag: (name, isImplied) => {
        if (!htmlElements.has(name)) return;
        if (hiddenContent.has(name) && hiddenFrom !== undefined) {
          spans.push({ start: hiddenFrom, end: isImplied ? text.length : parser.startIndex });
          hiddenFrom = undefined;
        }
        if (!isImplied) spans.push(here());
      },
      oncomment: () => spans.push(here()),
      onprocessinginstruction: () => spans.push(here()),
    },
    { decodeEntities: false },
  );
  parser.write(text);
  parser.end();
  return spans.toSorted((left, right) => left.start - right.start);
}

/** `List<Data>`: right behind a word, written like a type, without attributes or a closing tag. */
function isTypeParameter(text: string, start: number, end: number): boolean {
  const name = /^<([A-Z][a-z]*)>$/.exec(text.slice(start, end))?.[1];
  if (name === undefined || activeElements.has(name.toLowerCase())) return false;
  return /\w/.test(text.charAt(start - 1)) && !text.includes(`</${name}>`);
}

const closing = /<\/([a-z][a-z0-9-]*)\s*>/gi;
const whole = /<([a-z][a-z0-9-]*)(?:[\s/][^<>]*)?>/gi;
const unfinished = /<\/?([a-z][a-z0-9-]*)[\s/][^<>]*=[^<>]*$/i;

/**
 * What the parser reads as part of something else and a simpler one would not: closing tags of
 * nothing, an element inside the name of another, an element with attributes at the very end.
 */
function withoutLooseEnds(text: string): string {
  const drop = (found: string, name: string): string =>
    htmlElements.has(name.toLowerCase()) ? "" : found;
  return text
    .replace(closing, drop)
    .replace(whole, (found: string, name: string, at: number, all: string) =>
      isTypeParameter(all, at, at + found.length) ? found : drop(found, name),
    )
    .replace(unfinished, drop);
}

/** Strips what is shown to people, and names the fields that changed; all else stays. */
export function stripContentMarkup(content: NodeContent): {
  content: NodeContent;
  warnings: Warning[];
} {
  const fields = new Set<string>();
  const stripped = stripShownTexts(content, (text, field) => {
    const { text: plain, removed } = stripMarkup(text);
    if (!removed) return text;
    fields.add(field);
    return plain.trim();
  });
  const message = `HTML was removed from ${[...fields].join(", ")}.`.slice(0, 2_000);
  return {
    content: stripped,
    warnings: fields.size > 0 ? [{ code: "markup-removed", message }] : [],
  };
}
