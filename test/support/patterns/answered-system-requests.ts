import { type AnsweredRequest, answered } from "./answered-request.ts";

const graphqlAddress = "https://api.example.com/graphql";
const signature = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

/** Requests to check data, and to talk to devices, clocks, schedules and services. */
export const answeredSystemRequests: readonly AnsweredRequest[] = [
  answered(
    "validate-iban",
    "Validate an IBAN",
    { iban: "GB29 NWBK 6016 1331 9268 19" },
    { valid: true },
  ),
  answered(
    "validate-iban",
    "Check whether an IBAN is valid, with the reason",
    { iban: "GB29 NWBK 6016 1331 9268 91" },
    { valid: false, reason: "the check digits are wrong" },
  ),
  answered(
    "validate-phone",
    "Convert a phone number to E.164",
    { phone: "+1 (212) 555-0123" },
    { e164: "+12125550123" },
  ),
  answered(
    "validate-phone",
    "Normalise German phone numbers to E.164",
    { phone: "030 123456" },
    { e164: "+4930123456" },
  ),
  answered(
    "validate-object",
    "Validate JSON against a schema",
    { data: {}, schema: { required: ["a"] } },
    { valid: false, violations: [{ path: "$.a", message: "is missing" }] },
  ),
  answered(
    "validate-object",
    "Check required fields and types of an object",
    { data: { a: 1 }, schema: { properties: { a: { type: "number" } } } },
    { valid: true },
  ),
  answered(
    "registers-to-float",
    "Convert two Modbus registers to a float",
    { registers: [17142, 59769] },
    { value: 123.456 },
  ),
  answered(
    "registers-to-float",
    "Decode Modbus registers with swapped words into a float",
    { registers: [59769, 17142] },
    { value: 123.456 },
  ),
  answered("crc-checksum", "crc32 of a text", { data: "123456789" }, { hex: "CBF43926" }),
  answered(
    "crc-checksum",
    "Calculate the Modbus CRC-16 of a frame given as hex",
    { data: "01 03 00 00 00 0A" },
    { low_byte_first: "C5CD" },
  ),
  answered(
    "graphql-query",
    "Call a GraphQL API and handle errors",
    { url: graphqlAddress, query: "{ a }" },
    { data: { a: 1 } },
    [
      {
        expect: { method: "POST", path: "/graphql" },
        reply: { status: 200, body: { data: { a: 1 } } },
      },
    ],
  ),
  answered(
    "graphql-query",
    "Send a GraphQL query with variables and allow partial data",
    { url: graphqlAddress, query: "{ a }" },
    { data: { a: 1 }, errors: ["x"] },
    [
      {
        expect: { method: "POST", path: "/graphql" },
        reply: { status: 200, body: { data: { a: 1 }, errors: [{ message: "x" }] } },
      },
    ],
  ),
  answered(
    "verify-webhook-signature",
    "Verify a webhook signature with HMAC SHA-256",
    { body: "what do ya want for nothing?", secret: "Jefe", signature },
    { valid: true },
  ),
  answered(
    "verify-webhook-signature",
    "Check the HMAC signature of an incoming webhook",
    { body: "what do ya want for nothing", secret: "Jefe", signature },
    { valid: false },
  ),
  answered(
    "sliding-window",
    "Sliding window average of the last 2 values",
    {
      state: {
        values: [
          { value: 9, at: 0 },
          { value: 1, at: 0 },
        ],
      },
      value: 3,
    },
    { mean: 2, count: 2 },
  ),
  answered("sliding-window", "Moving average of sensor readings", { value: 3 }, { mean: 3 }),
  answered(
    "rate-limit",
    "Rate limit requests with a token bucket kept in a state",
    { at: "2026-05-01T12:00:00Z" },
    { allowed: true, remaining: 9 },
  ),
  answered(
    "rate-limit",
    "Token bucket that allows 5 calls per minute",
    { at: "2026-05-01T12:00:00Z" },
    { allowed: true, remaining: 4 },
  ),
  answered(
    "fan-out-plan",
    "Plan a fan-out of a list over parallel workers",
    { items: [1, 2] },
    { waves: [["job-1", "job-2"]] },
  ),
  answered(
    "fan-out-plan",
    "Distribute a list of items over 2 parallel workers",
    { items: [1, 2, 3] },
    { waves: [["job-1", "job-2"], ["job-3"]] },
  ),
  answered(
    "cron-next-run",
    "Get the next run of a cron expression in a time zone",
    { expression: "0 9 * * *", time_zone: "Asia/Tokyo", from: "2026-05-01T00:00:00Z" },
    { next: "2026-05-02T00:00:00Z" },
  ),
  answered(
    "cron-next-run",
    "Compute the next five run times of a cron expression",
    { expression: "@daily", from: "2026-05-01T00:00:00Z" },
    { next: "2026-05-02T00:00:00Z", runs: [{}, {}, {}, {}, { utc: "2026-05-06T00:00:00Z" }] },
  ),
  answered(
    "convert-time-zone",
    "Convert a date and time from one time zone to another",
    { time: "2026-07-01T12:00", from_zone: "Europe/Berlin", to_zone: "Asia/Tokyo" },
    { local: "2026-07-01T19:00:00" },
  ),
  answered(
    "convert-time-zone",
    "Convert a UTC timestamp to local time in a time zone",
    { time: "2026-01-01T00:00:00Z", to_zone: "Europe/Berlin" },
    { iso: "2026-01-01T01:00:00+01:00" },
  ),
  answered(
    "http-get-numbered-pages",
    "Fetch all pages of an API by page number",
    { url: "https://api.example.com/x" },
    { items: [1], pages: 1 },
    [
      {
        expect: { method: "GET", path: "/x", query: { page: "1", per_page: "100" } },
        reply: { status: 200, body: [1] },
      },
    ],
  ),
  answered(
    "http-get-numbered-pages",
    "Read all records of a REST API page by page until a page is empty",
    { url: "https://api.example.com/x" },
    { items: [] },
    [{ expect: { method: "GET", path: "/x" }, reply: { status: 200, body: [] } }],
  ),
];
