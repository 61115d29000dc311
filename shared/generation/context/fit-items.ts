/** An item of a section: all of it, or the part that says most. */
export interface ShownItem<Item> {
  readonly item: Item;
  readonly shortened: boolean;
}

export interface Fitted<Item> {
  /** Best first. */
  readonly shown: readonly ShownItem<Item>[];
  readonly dropped: readonly Item[];
}

/**
 * Takes whole items, best first, as long as they cost no more than `tokens` together. What is left
 * over is then tried shortened, so that a part never takes the room of a whole one. An item that
 * does not fit is left out; a smaller one after it may still be taken.
 */
export const fitItems = <Item>(
  items: readonly Item[],
  tokens: number,
  costOf: (shown: ShownItem<Item>) => number,
): Fitted<Item> => {
  const taken = new Map<Item, ShownItem<Item>>();
  let left = tokens;
  for (const shortened of [false, true]) {
    for (const item of items) {
      if (taken.has(item)) continue;
      const one = { item, shortened };
      const cost = costOf(one);
      if (cost > left) continue;
      taken.set(item, one);
      left -= cost;
    }
  }
  return {
    shown: items.flatMap((item) => taken.get(item) ?? []),
    dropped: items.filter((item) => !taken.has(item)),
  };
};
