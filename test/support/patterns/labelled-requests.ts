/**
 * Requests as people write them, with the pattern that fits, or null where none does. Written and
 * split before the matching rules: rules may be tuned on the first half only, the second half
 * tells how well they carry over.
 */
export interface LabelledRequest {
  readonly request: string;
  readonly expected: string | null;
}

const fits = (expected: string | null, requests: readonly string[]): LabelledRequest[] =>
  requests.map((request) => ({ request, expected }));

export const tuningRequests: readonly LabelledRequest[] = [
  ...fits("csv-to-objects", [
    "Convert CSV text with a header row to an array of objects",
    "Parse a semicolon separated export from our shop, with quotes and a BOM, into JSON records",
  ]),
  ...fits("objects-to-csv", ["Turn a list of JSON objects into a CSV file for Excel users"]),
  ...fits("json-from-text", ["Extract the JSON object from an LLM reply that has prose around it"]),
  ...fits("slugify-text", ["Make a URL-friendly slug out of an article title"]),
  ...fits("group-by-key", ["Group orders by customer and sum up the amount"]),
  ...fits("dedupe-list", ["Remove duplicate entries from an array, comparing by id"]),
  ...fits("join-lists", ["Merge two arrays of objects on a shared id field"]),
  ...fits("sort-list", ["Sort names alphabetically with German umlauts in the right place"]),
  ...fits("chunk-list", ["Split a long list into batches of 50 items"]),
  ...fits("fill-template", ["Replace {{placeholders}} in a message with values from an object"]),
  ...fits("markdown-to-text", ["Strip Markdown formatting and give me plain text"]),
  ...fits("validate-email", ["Check if an email address is valid"]),
  ...fits("date-to-iso", ["Parse dates like 31.12.2025 or 12/31/2025 to ISO format"]),
  ...fits("date-difference", ["How many days are between two dates?"]),
  ...fits("parse-number", ['Read numbers such as "1.234,56" with European separators']),
  ...fits("base64-text", ["Decode a base64 string to text"]),
  ...fits("sha256-hash", ["Compute the sha256 checksum of a string"]),
  ...fits("http-get-json", ["Call a REST API with GET and retry when it answers 429"]),
  ...fits("running-statistics", ["Keep a running mean and standard deviation of sensor values"]),
  ...fits("topological-order", ["Work out the order in which tasks must run given dependencies"]),
  ...fits(null, [
    "Convert XML to YAML",
    "mine bitcoin",
    "Translate a text to French",
    "Resize an image to 200 by 200 pixels",
    "Transcribe an audio recording",
    "Send a message to a Slack channel",
    "Generate a PDF invoice",
    "Convert CSV to Parquet",
    "Compute the first n Fibonacci numbers",
    "Summarise a long article in three sentences",
    "Query a Postgres database for open orders",
    "Read all environment variables and post them to my server",
  ]),
];

export const untouchedRequests: readonly LabelledRequest[] = [
  ...fits("csv-to-objects", [
    "I have CSV exports and need each row as an object keyed by the column names",
    "parse csv",
  ]),
  ...fits("objects-to-csv", ["Export an array of records as CSV with a header line"]),
  ...fits("json-from-text", ["ChatGPT wraps its JSON answer in code fences, get the data out"]),
  ...fits("slugify-text", ["slugify blog headlines for permalinks"]),
  ...fits("group-by-key", ["Bucket a list of tickets by their status field with counts"]),
  ...fits("dedupe-list", ["Keep only the unique values of a list"]),
  ...fits("join-lists", ["Left join customers with their orders by customer number"]),
  ...fits("sort-list", ["Order a list of products by price, descending"]),
  ...fits("chunk-list", ["Chunk an array into smaller arrays of n elements"]),
  ...fits("fill-template", ["Render a mustache template with variables"]),
  ...fits("markdown-to-text", ["Convert a Markdown README to text without any formatting"]),
  ...fits("validate-email", ["Verify that the e-mail a user typed in is well-formed"]),
  ...fits("date-to-iso", ["Normalise date strings in different formats to ISO 8601"]),
  ...fits("date-difference", ["Calculate the time elapsed from a start date to an end date"]),
  ...fits("parse-number", [
    "Convert a price with thousands separators and decimal comma to a number",
  ]),
  ...fits("base64-text", ["Encode a string as URL-safe Base64"]),
  ...fits("hex-text", ["Turn text into hexadecimal bytes"]),
  ...fits("http-get-json", ["Fetch JSON from a URL with a timeout"]),
  ...fits("http-post-idempotent", [
    "Send a JSON payload to a webhook, never creating it twice on retries",
  ]),
  ...fits("running-statistics", ["Update an incremental average with each new measurement"]),
  ...fits("topological-order", ["Topologically sort a dependency graph and detect cycles"]),
  ...fits(null, [
    "Convert JSON to XML",
    "Detect the language of a text",
    "Convert temperatures from Celsius to Fahrenheit",
    "Compress a file with gzip",
    "Recognise the faces in a photo",
    "Post a tweet when a build fails",
    "Upload a file to an S3 bucket",
    "Parse a YAML configuration file",
    "Play a sound when the job is done",
    "Encrypt a message with AES",
    "Calculate the distance between two places on earth",
    "Write me a poem about the sea",
  ]),
];
