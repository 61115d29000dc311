import type { NodeContent } from "#schemas/node.ts";

/** Folds case the same way for what is searched and for what is searched in. */
export const foldCase = (text: string): string => text.toLowerCase();

/** The text that a list's `q` is looked for in; a match never spans two fields or tags. */
export const searchText = (content: Pick<NodeContent, "name" | "description" | "tags">): string =>
  foldCase([content.name, content.description, ...content.tags].join("\n"));
