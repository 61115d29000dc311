import { fits, type LabelledRequest } from "./labelled-request.ts";

/**
 * Written before the patterns they fit, and set apart: neither a pattern nor a rule is changed with
 * one of these in view. What they show is how well the ranking carries over to new words.
 */
export const setApartRequests: readonly LabelledRequest[] = [
  ...fits("parse-duration", [
    "Read a time span such as 1h 30m and give me the seconds",
    "Our tracker exports work logs like 2d 4h, convert the duration into minutes",
  ]),
  ...fits("pivot-rows", [
    "Pivot sales rows so every month becomes a column",
    "Cross-tabulate survey answers by age group and region",
  ]),
  ...fits("diff-lists", [
    "Compare yesterday's product list with today's and tell me what was added, removed or changed",
    "Which customers are in the old export but not in the new one? Diff both lists by id",
  ]),
  ...fits("merge-objects", [
    "Merge default settings with user settings, nested keys included",
    "Deep merge of two configuration objects",
  ]),
  ...fits("split-message", [
    "Split a long report into several Telegram messages of at most 4096 characters",
    "Discord refuses more than 2000 characters, cut my text into parts at line breaks",
  ]),
  ...fits("escape-chat-text", [
    "Escape special characters for Telegram MarkdownV2",
    "Make user input safe to put into a Slack message so that & and < show as they are",
  ]),
  ...fits("validate-iban", [
    "Check whether an IBAN is valid",
    "Verify the check digits of a bank account number in IBAN form",
  ]),
  ...fits("validate-phone", [
    "Normalise phone numbers to E.164 with a default country code",
    "Is this telephone number well-formed? Give it back in international format",
  ]),
  ...fits("validate-object", [
    "Validate incoming order data against a JSON schema and list every violation",
    "Check that a payload has all required fields with the right types",
  ]),
  ...fits("registers-to-float", [
    "Decode two Modbus holding registers into a 32 bit float",
    "Turn 16-bit PLC registers with swapped words into a floating point value",
  ]),
  ...fits("crc-checksum", [
    "Calculate the Modbus CRC-16 of a frame given as hex",
    "crc32 of a text",
  ]),
  ...fits("graphql-query", [
    "Send a GraphQL query with variables and fail when the answer has errors",
    "Query our shop's GraphQL API, it answers 200 even if something went wrong",
  ]),
  ...fits("verify-webhook-signature", [
    "Verify the HMAC signature of an incoming webhook",
    "Check x-hub-signature-256 of a GitHub webhook against our secret",
  ]),
  ...fits("sliding-window", [
    "Moving average over the last 10 readings",
    "Keep a sliding window of temperatures from the past five minutes and give the mean",
  ]),
  ...fits("rate-limit", [
    "Token bucket that allows 10 calls per minute",
    "Throttle notifications per customer, keep the state between calls",
  ]),
  ...fits("fan-out-plan", [
    "Distribute a list of orders over 4 parallel workers",
    "Plan a fan-out: split the items into jobs with at most 3 running at once",
  ]),
  ...fits("cron-next-run", [
    "When does the cron expression 0 9 * * 1-5 run next in Europe/Berlin?",
    "Compute the next five run times of a crontab line",
  ]),
  ...fits("convert-time-zone", [
    "Convert a meeting time from New York to Tokyo time",
    "Show a UTC timestamp in the user's time zone, mind daylight saving",
  ]),
  ...fits("html-to-text", [
    "Strip HTML tags from an email body",
    "Turn a web page's HTML into readable plain text with entities decoded",
  ]),
  ...fits("format-number", [
    "Format an amount as euros the German way",
    "Show numbers with thousands separators and two decimals",
  ]),
  ...fits("build-url", [
    "Build a URL from a base address and query parameters",
    "Append an object of parameters to a link as a query string, encoded properly",
  ]),
  ...fits("mask-secrets", [
    "Redact API keys and passwords from log lines",
    "Mask card numbers and tokens in a text before it is logged",
  ]),
  ...fits("http-get-numbered-pages", [
    "Read page 1, 2, 3 and so on of a REST API until a page is empty",
    "Fetch all records of an endpoint with page and per_page parameters",
  ]),
  ...fits(null, [
    "Convert a duration from my fitness watch into calories",
    "Pivot a Kafka stream into Parquet",
    "Find the differences between two pictures",
    "Merge two PDF files",
    "Send this text to a Telegram chat",
    "Look up the bank that belongs to a BIC",
    "Send an SMS to a phone number",
    "Read holding registers from a PLC over TCP",
    "Sign a webhook with an RSA private key",
    "Convert euros to dollars at today's rate",
    "Render HTML to a PDF",
    "Shorten a URL",
    "Create a calendar invitation",
    "Predict the next reading of a sensor",
    "Scan a text for viruses",
  ]),
];
