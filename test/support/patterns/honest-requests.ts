/**
 * Requests that differ from what a pattern does by a word or two: a node in their name that does
 * something else would be worse than none.
 */
export const refusedRequests: readonly string[] = [
  // What a pattern does not offer.
  "md5 hash of a text",
  "Compute the md5 checksum of a string",
  "HMAC of a message with a key",
  "Convert CSV text without a header row to arrays",
  "Export objects to CSV without header row",
  "Format a date as DD.MM.YYYY",
  "Find duplicates in a list",
  "Count the duplicates in a list",
  "Full outer join of two lists by id",
  // A part would be dropped.
  "Sum of numbers greater than 10",
  "Average of a list of numbers excluding outliers",
  "Fetch JSON from a URL and cache it for an hour",
  "Remove duplicates from a list of strings ignoring case",
  "Group orders by customer where total > 100",
  "Slugify a title with underscores as separator",
  "Extract JSON from an LLM reply and convert it to CSV",
  "Validate email addresses in a list and drop invalid",
  "Sort a list by price, then by name",
  "Sum the first five numbers of a list",
  "Convert CSV to JSON but skip empty rows",
  "Convert CSV to JSON only for active customers",
  "Fetch JSON from an API every hour",
  "Sort a list in random order",
  "Validate an email address unless it is from example.com",
  "Flatten a nested object up to two levels",
  "Fill a template and translate it",
  "Strip Markdown but keep headings",
  "Group rows by country and keep the top three groups",
  "Fetch all pages of an API until an item is older than a week",
  "Calculate the difference between two dates in business days",
  // A negation.
  "Do not slugify text",
  "never convert csv to objects",
  "Don't sort the list",
];
