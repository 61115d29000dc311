import { type AnsweredRequest, answered } from "../patterns/answered-request.ts";

const signature = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

/** The requests of the table in `docs/mock-provider.md` that are answered, each with a run. */
export const documentedAnswers: readonly AnsweredRequest[] = [
  answered(
    "format-number",
    "format price as euros german style",
    { value: 1234.5 },
    { text: "1.234,50\u00a0€" },
  ),
  answered(
    "verify-webhook-signature",
    "webhook from github: verify the signature please",
    { body: "what do ya want for nothing?", secret: "Jefe", signature },
    { valid: true },
  ),
  answered(
    "cron-next-run",
    "get the next 3 runs of a cron expression",
    { expression: "0 9 * * 1-5", time_zone: "Europe/Berlin", from: "2026-03-27T08:00:00Z" },
    {
      runs: [
        { utc: "2026-03-30T07:00:00Z" },
        { utc: "2026-03-31T07:00:00Z" },
        { utc: "2026-04-01T07:00:00Z" },
      ],
    },
  ),
  answered(
    "validate-iban",
    "check iban before we pay the supplier",
    { iban: "de89370400440532013000" },
    { valid: true, formatted: "DE89 3704 0044 0532 0130 00" },
  ),
  answered(
    "split-message",
    "split long answers so they fit into discord",
    { text: `${"a ".repeat(999)}${"b".repeat(5)}` },
    { count: 2 },
  ),
  answered(
    "html-to-text",
    "convert html mail to plain text",
    { html: "<p>Dear <b>Ada</b>,</p><p>1 &lt; 2</p>" },
    { text: "Dear Ada,\n\n1 < 2" },
  ),
  answered(
    "sort-list",
    "sort products by price, cheapest first",
    { items: [{ price: 9 }, { price: 10 }, { price: 2 }] },
    { sorted: [{ price: 2 }, { price: 9 }, { price: 10 }] },
  ),
  answered(
    "http-post-idempotent",
    "send the order to our warehouse API exactly once",
    { url: "https://warehouse.example.com/orders", body: { id: 7 }, idempotency_key: "order-7" },
    { status: 201, attempts: 2 },
    [
      {
        expect: { method: "POST", path: "/orders", headers: { "idempotency-key": "order-7" } },
        reply: { status: 503 },
      },
      {
        expect: { method: "POST", path: "/orders", headers: { "idempotency-key": "order-7" } },
        reply: { status: 201, body: "created" },
      },
    ],
  ),
  answered(
    "mask-secrets",
    "mask credit card numbers before logging",
    { text: "paid with 4111 1111 1111 1111" },
    { text: "paid with [card …1111]", masked: 1 },
  ),
  answered("parse-duration", 'parse "2h 15m" into minutes', { text: "2h 15m" }, { minutes: 135 }),
  answered(
    "slugify-text",
    "slug from the product title, max 60 chars",
    { text: "Größe & Co" },
    { slug: "grosse-co" },
  ),
  answered(
    "group-by-key",
    "Group expenses by department and sum up the amount, input is called expenses and output is called totals",
    {
      expenses: [
        { department: "IT", amount: 2 },
        { department: "IT", amount: 3 },
      ],
    },
    { totals: [{ key: "IT", count: 2, sum: 5 }] },
  ),
  answered(
    "dedupe-list",
    "remove duplicates",
    { items: [1, "1", 1] },
    { items: [1, "1"], removed: 1 },
  ),
  answered(
    "date-difference",
    "how many days are left until the contract ends?",
    { start: "2026-05-01", end: "2026-06-01" },
    { days: 31 },
  ),
];
