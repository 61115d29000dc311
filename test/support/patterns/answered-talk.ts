import { type AnsweredRequest, answered } from "./answered-request.ts";

const before = { count: 2, sum: 6, mean: 3, spread: 2, min: 2, max: 4 };

/** Requests in the words of people who talk rather than name a pattern. */
export const answeredTalk: readonly AnsweredRequest[] = [
  answered("running-statistics", "keep a running total", { value: 6, state: before }, { sum: 12 }),
  answered(
    "running-statistics",
    "running total / running average of the amounts",
    { value: 6, state: before },
    { sum: 12, mean: 4 },
  ),
  answered(
    "running-statistics",
    "keep track of the maximum so far",
    { value: 3, state: before },
    { max: 4 },
  ),
  answered(
    "parse-number",
    "the number 1.234,56 as a number",
    { text: "1.234,56" },
    { value: 1234.56 },
  ),
  answered(
    "parse-number",
    "parse the price 1.234,56 EUR",
    { text: "1.234,56 EUR" },
    { value: 1234.56 },
  ),
  answered("parse-number", "german number 1.234,56 to float", { text: "1.234" }, { value: 1234 }),
  answered(
    "csv-to-objects",
    "i have a csv with semicolons, want json",
    { text: "a;b\n1;2" },
    { rows: [{ a: "1", b: "2" }] },
  ),
  answered(
    "csv-to-objects",
    "csv to json, first row is headers",
    { text: "a,b\n1,2" },
    { rows: [{ a: "1", b: "2" }] },
  ),
  answered(
    "objects-to-csv",
    "i have json, i need csv",
    { items: [{ a: 1 }] },
    { csv: "a\r\n1\r\n" },
  ),
  answered(
    "merge-objects",
    "merge two objects, second one wins",
    { base: { a: 1, b: 1 }, overrides: { b: 2 } },
    { merged: { a: 1, b: 2 } },
  ),
  answered(
    "fill-template",
    "render a template with {{name}} placeholders",
    { template: "Hi {{name}}", values: { name: "Ada" } },
    { text: "Hi Ada" },
  ),
  answered("change-text-case", "Title Case a headline", { text: "ab cd" }, { result: "Ab Cd" }),
];
