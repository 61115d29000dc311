import { describe, expect, it } from "vitest";
import { capturesOf, phrasePattern } from "#shared/patterns/phrases.ts";

describe("phrasePattern", () => {
  it.each<[phrase: string, text: string, found: string | undefined]>([
    ["header row", "with a Header-row", "Header-row"],
    ["[in|with] [the] (high|low) first", "in the high first", "in the high first"],
    ["[in|with] [the] (high|low) first", "low first", "low first"],
    ["chunk of <number> [items]", "a chunk of 3 items", "chunk of 3 items"],
    ["chunk of <number> [items]", "a chunk of 3.5 items", undefined],
    ["by [the] <field> [field]", "sort by the price field", "by the price field"],
    ["by <field>", "sort by last name", undefined],
    ["by <field>", "sort by a key", undefined],
    ["by <field>", "sort by them", undefined],
    ["by <field>", `sort by ${"a".repeat(61)}`, undefined],
    ["delimit*", "delimited", "delimited"],
    ["case", "cases", undefined],
    ["<dotted date>", "like 31.12.2025", "31.12.2025"],
    ["<written number>", "like 1.234,56", "1.234,56"],
  ])("finds %j in %j: %j", (phrase, text, found) => {
    expect(phrasePattern(phrase).exec(text)?.[0]).toBe(found);
  });

  it("names what is captured, and refuses what it does not know", () => {
    expect(capturesOf("<field> above <number>")).toEqual(["field", "number"]);
    expect(() => phrasePattern("<colour>")).toThrow("a phrase knows no <colour>");
  });
});
