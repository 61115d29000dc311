import type { SectionReport } from "#schemas/transcript.ts";
import type { Fitted } from "./fit-items.ts";

export interface Section {
  readonly text: string;
  readonly report: SectionReport;
}

/** Tokens of a text as the model counts them, estimated. */
export type Measure = (text: string) => number;

export const section = (name: string, text: string, measure: Measure): Section => ({
  text,
  report: { name, tokens: measure(text), included: [], dropped: [] },
});

/** A section of items; without one it has no text. */
export const itemSection = <Item extends { readonly id: string }>(
  name: string,
  { shown, dropped }: Fitted<Item>,
  { text, measure }: { text: string; measure: Measure },
): Section => {
  const shortened = shown.filter((one) => one.shortened).map(({ item }) => item.id);
  return {
    text,
    report: {
      name,
      tokens: measure(text),
      included: shown.map(({ item }) => item.id),
      dropped: dropped.map(({ id }) => id),
      ...(shortened.length > 0 && { shortened }),
    },
  };
};

export const tokensOf = (sections: readonly Section[]): number =>
  sections.reduce((total, { report }) => total + report.tokens, 0);

export const joinSections = (sections: readonly Section[]): string =>
  `${sections.flatMap(({ text }) => (text === "" ? [] : [text])).join("\n\n")}\n`;
