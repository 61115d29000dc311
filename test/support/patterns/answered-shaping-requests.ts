import { type AnsweredRequest, answered } from "./answered-request.ts";

const sales = [
  { city: "Graz", month: "May", amount: 5 },
  { city: "Graz", month: "May", amount: 2 },
  { city: "Wien", month: "June", amount: 1 },
];

/** Requests to read, shape and write text, lists and objects. */
export const answeredShapingRequests: readonly AnsweredRequest[] = [
  answered("parse-duration", "Convert 1h 30m to seconds", { text: "1h 30m" }, { seconds: 5400 }),
  answered(
    "parse-duration",
    "Parse ISO 8601 durations like PT1H30M",
    { text: "PT1H30M" },
    { minutes: 90 },
  ),
  answered(
    "pivot-rows",
    "Create a pivot table from a list of objects",
    { items: sales, row_key: "city", column_key: "month", value_key: "amount" },
    { columns: ["May", "June"], rows: [{ cells: { May: 7, June: null } }, { cells: { June: 1 } }] },
  ),
  answered(
    "pivot-rows",
    "Pivot rows into columns and count the rows",
    { items: sales, row_key: "city", column_key: "month" },
    { rows: [{ cells: { May: 2, June: 0 } }, { cells: { May: 0, June: 1 } }] },
  ),
  answered(
    "diff-lists",
    "Find what was added and removed between two lists",
    { before: ["a", "b"], after: ["b", "c"] },
    { added: ["c"], removed: ["a"] },
  ),
  answered(
    "diff-lists",
    "Compare two lists of objects by sku and find what changed",
    { before: [{ sku: 1, n: 1 }], after: [{ sku: 1, n: 2 }] },
    { changed: [{ after: { sku: 1, n: 2 } }] },
  ),
  answered(
    "merge-objects",
    "Merge two JSON objects deeply",
    { base: { a: { x: 1 } }, overrides: { a: { y: 2 } } },
    { merged: { a: { x: 1, y: 2 } } },
  ),
  answered(
    "merge-objects",
    "Deep merge two objects and concatenate arrays",
    { base: { a: [1] }, overrides: { a: [2] } },
    { merged: { a: [1, 2] } },
  ),
  answered(
    "split-message",
    "Split a long text into messages of at most 10 characters",
    { text: "one two three four" },
    { parts: ["one two", "three four"] },
  ),
  answered(
    "split-message",
    "Split a long text into messages that fit Discord's limit",
    { text: "a".repeat(2_001) },
    { count: 2 },
  ),
  answered(
    "split-message",
    "Cut long text into Telegram messages",
    { text: "a".repeat(4_097) },
    { count: 2 },
  ),
  answered("escape-chat-text", "Escape text for Slack", { text: "a<b" }, { escaped: "a&lt;b" }),
  answered(
    "escape-chat-text",
    "Escape special characters for Telegram MarkdownV2",
    { text: "a.b" },
    { escaped: "a\\.b" },
  ),
  answered("html-to-text", "HTML to plain text", { html: "<p>a<p>b" }, { text: "a\n\nb" }),
  answered("html-to-text", "Remove HTML tags from text", { html: "a <i>b</i>" }, { text: "a b" }),
  answered(
    "html-to-text",
    "Convert HTML to text and keep the links",
    { html: '<a href="https://a.org">b</a>' },
    { text: "b (https://a.org)" },
  ),
  answered(
    "format-number",
    "Format a number with thousands separators",
    { value: 12345.5 },
    { text: "12,345.5" },
  ),
  answered(
    "format-number",
    "Format an amount as euros the German way",
    { value: 12345.5 },
    { text: "12.345,50\u00a0€" },
  ),
  answered("format-number", "Convert a number to currency", { value: 5 }, { text: "€5.00" }),
  answered("format-number", "Format a number as percent", { value: 0.25 }, { text: "25%" }),
  answered(
    "build-url",
    "Build a URL with query parameters",
    { base: "https://a.org", parameters: { q: "a b" } },
    { url: "https://a.org/?q=a+b" },
  ),
  answered(
    "build-url",
    "Append an object of parameters to a link as a query string",
    { base: "https://a.org/x?y=1", parameters: { z: [1, 2] } },
    { query: "y=1&z=1&z=2" },
  ),
  answered(
    "mask-secrets",
    "Mask secrets in a text",
    { text: "password=abc" },
    { text: "password=[secret]" },
  ),
  answered(
    "mask-secrets",
    "Redact API keys and passwords in log lines",
    { text: "pwd: abc and more" },
    { masked: 1 },
  ),
];
