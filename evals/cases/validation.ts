import type { EvalCase } from "../eval-case.ts";

export const validation: readonly EvalCase[] = [
  {
    id: "password-rules",
    tags: ["validation", "beginner"],
    request:
      "Check a new password: at least 10 characters, one digit, one capital letter. Input password. Output ok (true/false) and missing, a list with any of 'length', 'digit', 'capital'.",
    context: { complexity: "beginner" },
    tests: [
      { name: "good", inputs: { password: "Abcdefghi1" }, expected: { ok: true, missing: [] } },
      {
        name: "bad",
        inputs: { password: "abc" },
        expected: { ok: false, missing: ["length", "digit", "capital"] },
      },
    ],
  },
  {
    id: "card-number",
    tags: ["validation"],
    request:
      "Is a credit card number plausible (Luhn)? Input number as text, spaces and dashes allowed. Output valid.",
    tests: [
      { name: "right", inputs: { number: "4539 1488 0343 6467" }, expected: { valid: true } },
      { name: "wrong digit", inputs: { number: "8273123273520569" }, expected: { valid: false } },
      { name: "letters", inputs: { number: "4539x" }, expected: { valid: false } },
      { name: "empty", inputs: { number: "" }, expected: { valid: false } },
    ],
  },
  {
    id: "order-check",
    tags: ["validation", "advanced"],
    request:
      "Validate an `order`: `email` holds an @, `quantity` is a whole number of at least 1, `country` is two capital letters. Output `valid` and `errors`, a list of the names of the wrong fields, in that order.",
    context: { complexity: "advanced" },
    tests: [
      {
        name: "good",
        inputs: { order: { email: "a@b", quantity: 1, country: "DE" } },
        expected: { valid: true, errors: [] },
      },
      {
        name: "all wrong",
        inputs: { order: { quantity: 0, country: "de" } },
        expected: { valid: false, errors: ["email", "quantity", "country"] },
      },
      { name: "no order", inputs: { order: null }, error: { matches: "order" } },
    ],
  },
  {
    id: "colour-code",
    tags: ["validation"],
    request:
      "check that color is a hex colour like #fff or #A1B2C3, output valid and the long form in lower case as normalized (null when not valid)",
    tests: [
      {
        name: "short",
        inputs: { color: "#FfA" },
        expected: { valid: true, normalized: "#ffffaa" },
      },
      {
        name: "long",
        inputs: { color: "#A1B2C3" },
        expected: { valid: true, normalized: "#a1b2c3" },
      },
      { name: "not one", inputs: { color: "red" }, expected: { valid: false, normalized: null } },
    ],
  },
  {
    id: "username-rules",
    tags: ["validation"],
    request:
      "Check `username`: 3 to 16 characters, only a-z, 0-9 and _, must start with a letter. Output `valid`.",
    tests: [
      { name: "good", inputs: { username: "ada_1" }, expected: { valid: true } },
      { name: "digit first", inputs: { username: "1ada" }, expected: { valid: false } },
      { name: "too long", inputs: { username: "abcdefghijklmnopq" }, expected: { valid: false } },
    ],
  },
  {
    id: "tax-rules",
    tags: ["validation", "own-examples"],
    request:
      "Compute the tax of an `amount` by `country` as our tests say, output `tax`. Unknown countries are an error.",
    context: {
      fallback: "none",
      tests: [
        { name: "germany", inputs: { amount: 100, country: "DE" }, expected: { tax: 19 } },
        { name: "austria", inputs: { amount: 100, country: "AT" }, expected: { tax: 20 } },
      ],
    },
    tests: [
      { name: "half", inputs: { amount: 50, country: "AT" }, expected: { tax: 10 } },
      { name: "unknown", inputs: { amount: 1, country: "XX" }, error: { matches: "country" } },
    ],
  },
];
