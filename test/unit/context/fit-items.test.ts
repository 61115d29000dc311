import { describe, expect, it } from "vitest";
import { fitItems, type ShownItem } from "#shared/generation/context/fit-items.ts";

/** An item is its own size whole, and a tenth of it shortened. */
const costOf = ({ item, shortened }: ShownItem<number>) => (shortened ? item / 10 : item);

const whole = (item: number) => ({ item, shortened: false });
const part = (item: number) => ({ item, shortened: true });

describe("fitItems", () => {
  it("takes all where all fit", () => {
    expect(fitItems([3, 1, 2], 6, costOf)).toEqual({
      shown: [whole(3), whole(1), whole(2)],
      dropped: [],
    });
  });

  it("passes over what does not fit, and keeps the order", () => {
    expect(fitItems([1, 500, 2], 3, costOf)).toEqual({
      shown: [whole(1), whole(2)],
      dropped: [500],
    });
  });

  it("shows a part only of what is left over when all whole ones are in", () => {
    expect(fitItems([50, 8, 9], 22, costOf)).toEqual({
      shown: [part(50), whole(8), whole(9)],
      dropped: [],
    });
  });

  it("takes nothing where there is no room", () => {
    expect(fitItems([1, 2], 0, costOf)).toEqual({ shown: [], dropped: [1, 2] });
  });
});
