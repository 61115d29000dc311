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
 * Takes whole items, best first, as long as their section stays within `tokens`. What is left over
 * is then tried shortened, so that a part never takes the room of a whole one. An item that does
 * not fit is left out; a smaller one after it may still be taken.
 */
export const fitItems = <Item>(
  items: readonly Item[],
  tokens: number,
  measure: (shown: readonly ShownItem<Item>[]) => number,
): Fitted<Item> => {
  const taken = new Map<Item, ShownItem<Item>>();
  const shownOf = (extra?: ShownItem<Item>): ShownItem<Item>[] =>
    items.flatMap((item) => (extra?.item === item ? extra : (taken.get(item) ?? [])));

  for (const shortened of [false, true]) {
    for (const item of items) {
      if (taken.has(item)) continue;
      const one = { item, shortened };
      if (measure(shownOf(one)) <= tokens) taken.set(item, one);
    }
  }
  return { shown: shownOf(), dropped: items.filter((item) => !taken.has(item)) };
};
