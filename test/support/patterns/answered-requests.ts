import type { JsonObject } from "#schemas/json.ts";
import { type AnsweredRequest, answered } from "./answered-request.ts";
import { answeredShapingRequests } from "./answered-shaping-requests.ts";
import { answeredSystemRequests } from "./answered-system-requests.ts";
import { answeredTalk } from "./answered-talk.ts";

const people = [
  { id: 1, name: "Bo", age: 17, city: "Graz" },
  { id: 2, name: "Al", age: 40, city: "Wien" },
  { id: 1, name: "Cy", age: 30, city: "Graz" },
];
const [bo, al, cy] = people;
const named = (...rows: readonly (JsonObject | undefined)[]): JsonObject[] =>
  rows.filter((row) => row !== undefined);

export const answeredRequests: readonly AnsweredRequest[] = [
  answered("change-text-case", "lowercase a string", { text: "ÄB c" }, { result: "äb c" }),
  answered(
    "change-text-case",
    "Convert upper case text to lower case",
    { text: "AB" },
    { result: "ab" },
  ),
  answered(
    "change-text-case",
    "Convert text to Title Case",
    { text: "ab cd" },
    { result: "Ab Cd" },
  ),
  answered(
    "change-text-case",
    "Turn a name into camelCase",
    { text: "first name" },
    { result: "firstName" },
  ),
  answered("change-text-case", "Convert text to uppercase", { text: "ab" }, { result: "AB" }),
  answered(
    "change-text-case",
    "Change snake case names to camel case",
    { text: "ab_cd" },
    { result: "abCd" },
  ),
  answered("base64-text", "Decode base64", { text: "YWI=" }, { result: "ab" }),
  answered(
    "base64-text",
    "Encode a string as URL-safe Base64",
    { text: "a?>b??" },
    { result: "YT8-Yj8_" },
  ),
  answered("base64-text", "Encode text to base64", { text: "ab" }, { result: "YWI=" }),
  answered("hex-text", "Decode hex to text", { text: "6162" }, { result: "ab" }),
  answered(
    "sort-list",
    "Sort a list of numbers descending",
    { items: [1, 10, 9] },
    { sorted: [10, 9, 1] },
  ),
  answered(
    "sort-list",
    "Sort a list of people by name",
    { items: people },
    { sorted: named(al, bo, cy) },
  ),
  answered(
    "sort-list",
    "Sort a list of people by age, highest first",
    { items: people },
    { sorted: named(al, cy, bo) },
  ),
  answered(
    "sort-list",
    "Sort a list alphabetically",
    { items: ["b", "a"] },
    { sorted: ["a", "b"] },
  ),
  answered("dedupe-list", "Remove duplicates from a list", { items: [1, 1] }, { items: [1] }),
  answered(
    "dedupe-list",
    "Remove duplicates by id and keep the last duplicate",
    { items: people },
    { items: named(al, cy), removed: 1 },
  ),
  answered(
    "dedupe-list",
    "Deduplicate people by city",
    { items: people },
    { items: named(bo, al) },
  ),
  answered(
    "join-lists",
    "Left join of two lists by id",
    { left: [{ id: 1 }, { id: 2 }], right: [{ id: 2, total: 5 }] },
    { rows: [{ id: 1 }, { id: 2, total: 5 }] },
  ),
  answered(
    "join-lists",
    "Join two lists by sku",
    { left: [{ sku: 1 }, { sku: 2 }], right: [{ sku: 2, total: 5 }] },
    { rows: [{ sku: 2, total: 5 }] },
  ),
  answered(
    "sha256-hash",
    "sha256 of a text",
    { text: "abc" },
    {
      hash: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    },
  ),
  answered(
    "sha256-hash",
    "Calculate the sha512 hash of a string",
    { text: "abc" },
    {
      hash: "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    },
  ),
  answered(
    "date-to-iso",
    "Parse MM/DD/YYYY dates to ISO",
    { date: "03/04/2025" },
    { day: "2025-03-04" },
  ),
  answered(
    "date-to-iso",
    "Convert DD/MM/YYYY dates to ISO",
    { date: "03/04/2025" },
    { day: "2025-04-03" },
  ),
  answered(
    "date-to-iso",
    "Convert dd.mm.yyyy dates to ISO",
    { date: "3.4.2025" },
    { day: "2025-04-03" },
  ),
  answered(
    "csv-to-objects",
    "Convert CSV text with a header row to an array of objects",
    { text: "a,b\n1,2" },
    { rows: [{ a: "1", b: "2" }] },
  ),
  answered("csv-to-objects", "Convert CSV text to JSON", { text: "a\n1" }, { rows: [{ a: "1" }] }),
  answered(
    "csv-to-objects",
    "Parse CSV with semicolons",
    { text: "a,a2;b\n1,5;2" },
    { rows: [{ "a,a2": "1,5", b: "2" }] },
  ),
  answered(
    "objects-to-csv",
    "Convert objects to CSV with semicolons",
    { items: [{ a: "1,5", b: 2 }] },
    { csv: "a;b\r\n1,5;2\r\n" },
  ),
  answered("slugify-text", "Make a URL slug from a title", { text: "Ä b" }, { slug: "a-b" }),
  answered(
    "slugify-text",
    "Slugify a title with at most 20 characters",
    { text: "one two three four five six" },
    { slug: "one-two-three-four-f" },
  ),
  answered(
    "chunk-list",
    "Split a list into chunks of 3",
    { items: [1, 2, 3, 4] },
    { chunks: [[1, 2, 3], [4]] },
  ),
  answered(
    "flatten-object",
    "Flatten a nested object with underscores as separator",
    { data: { a: { b: 1 } } },
    {
      flat: { a_b: 1 },
    },
  ),
  answered(
    "filter-list",
    "Only keep users whose age is greater than 18",
    { items: people },
    {
      matches: named(al, cy),
    },
  ),
  answered(
    "filter-list",
    "Filter a list of people where age is less than 30",
    { items: people },
    {
      matches: named(bo),
    },
  ),
  answered(
    "group-by-key",
    "Group people by city and sum up the age",
    { items: people },
    {
      groups: [
        { key: "Graz", count: 2, sum: 47, items: named(bo, cy) },
        { key: "Wien", count: 1, sum: 40, items: named(al) },
      ],
    },
  ),
  answered("aggregate-numbers", "Sum of numbers in a list", { items: [1, 2] }, { sum: 3 }),
  answered(
    "aggregate-numbers",
    "Average of the age field of a list of people",
    { items: people },
    {
      average: 29,
    },
  ),
  answered(
    "parse-number",
    "Parse German numbers like 1.234,56",
    { text: "1.234" },
    { value: 1234 },
  ),
  answered(
    "parse-number",
    "Parse American numbers like 1,234.56",
    { text: "1,234" },
    { value: 1234 },
  ),
  answered("json-from-text", "Extract JSON from text", { text: "a [1] b" }, { value: [1] }),
  answered(
    "validate-email",
    "Check if an email address is valid",
    { email: "a@b.org" },
    { valid: true },
  ),
  answered("markdown-to-text", "Strip Markdown from a text", { markdown: "**a**" }, { text: "a" }),
  answered(
    "fill-template",
    "Fill a template with values",
    { template: "{{a}}", values: { a: 1 } },
    { text: "1" },
  ),
  answered(
    "date-difference",
    "How many days are between two dates?",
    { start: "2025-01-01", end: "2025-01-03" },
    { days: 2 },
  ),
  answered(
    "sort-list",
    "Sort a list by priority, low to high",
    { items: [{ priority: 2 }, { priority: 1 }] },
    { sorted: [{ priority: 1 }, { priority: 2 }] },
  ),
  answered(
    "date-to-iso",
    "Unix timestamp to ISO date",
    { date: 1700000000 },
    { day: "2023-11-14" },
  ),
  answered("hex-text", "Turn text into hexadecimal bytes", { text: "ab" }, { result: "6162" }),
  answered(
    "chunk-list",
    "Batch records in groups of 2",
    { items: [1, 2, 3] },
    { chunks: [[1, 2], [3]] },
  ),
  answered(
    "dedupe-list",
    "Dedupe a list keeping the last one",
    { items: [1, 2, 1] },
    { items: [2, 1] },
  ),
  answered("aggregate-numbers", "Find the maximum in a list", { items: [1, 3, 2] }, { max: 3 }),
  answered(
    "csv-to-objects",
    "Turn tab-separated values into JSON",
    { text: "a,b\tc\n1\t2" },
    { rows: [{ "a,b": "1", c: "2" }] },
  ),
  ...answeredShapingRequests,
  ...answeredSystemRequests,
  ...answeredTalk,
];
