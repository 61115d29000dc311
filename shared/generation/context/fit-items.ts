import { estimateTokens } from "./estimate-tokens.ts";

export interface Fitted<Item> {
  readonly included: Item[];
  readonly dropped: Item[];
}

/**
 * Takes whole items, best first, as long as their section stays within `tokens`. An item that does
 * not fit is left out; a smaller one after it may still be taken.
 */
export const fitItems = <Item>(
  items: readonly Item[],
  tokens: number,
  render: (items: readonly Item[]) => string,
): Fitted<Item> => {
  const included: Item[] = [];
  const dropped: Item[] = [];
  for (const item of items) {
    const fits = estimateTokens(render([...included, item])) <= tokens;
    (fits ? included : dropped).push(item);
  }
  return { included, dropped };
};
