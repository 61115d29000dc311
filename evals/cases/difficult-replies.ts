import type { EvalCase } from "../eval-case.ts";

/** Ordinary requests, whose scripted replies are anything but. */
export const difficultReplies: readonly EvalCase[] = [
  {
    id: "formula",
    tags: ["parsing", "advanced"],
    request:
      "Evaluate a formula with + - * / and brackets, like '2*(3+4)'. Input formula, output result. Anything else in it is an error.",
    context: { complexity: "advanced" },
    tests: [
      { name: "brackets", inputs: { formula: "2*(3+4)" }, expected: { result: 14 } },
      { name: "code", inputs: { formula: "ctx.log(1)" }, error: { matches: "formula" } },
    ],
  },
  {
    id: "collatz",
    tags: ["shaping"],
    request:
      "Collatz: start with `number`, halve even ones, else times 3 plus 1, until 1. Output `steps`, the number of steps. Only whole numbers from 1 on.",
    tests: [
      { name: "six", inputs: { number: 6 }, expected: { steps: 8 } },
      { name: "one", inputs: { number: 1 }, expected: { steps: 0 } },
      { name: "zero", inputs: { number: 0 }, error: { matches: "number" } },
    ],
  },
  {
    id: "huge-reply",
    tags: ["shaping"],
    request: "Split `items` into chunks of `size`, output `chunks`.",
    tests: [
      { name: "two", inputs: { items: [1, 2, 3], size: 2 }, expected: { chunks: [[1, 2], [3]] } },
    ],
  },
  {
    id: "garbage-reply",
    tags: ["text"],
    request: "Write numbers 1 to 3999 as Roman numerals. Input number, output roman.",
    tests: [
      { name: "four", inputs: { number: 4 }, expected: { roman: "IV" } },
      { name: "large", inputs: { number: 1994 }, expected: { roman: "MCMXCIV" } },
    ],
  },
  {
    id: "python-reply",
    tags: ["text", "beginner"],
    request:
      "is a word a palindrome? word in, palindrome (true or false) out, upper and lower case do not matter",
    context: { complexity: "beginner" },
    tests: [
      { name: "yes", inputs: { word: "Anna" }, expected: { palindrome: true } },
      { name: "no", inputs: { word: "Ada1" }, expected: { palindrome: false } },
    ],
  },
  {
    id: "needless-refusal",
    tags: ["validation"],
    request:
      "Check whether `password` is on our list `banned` of passwords that were leaked, output `isBanned`.",
    tests: [
      {
        name: "on it",
        inputs: { password: "123456", banned: ["123456"] },
        expected: { isBanned: true },
      },
      { name: "not on it", inputs: { password: "x", banned: [] }, expected: { isBanned: false } },
    ],
  },
  {
    id: "skeleton-only",
    tags: ["shaping", "advanced"],
    request:
      "Solve the travelling salesman problem exactly for up to 9 `cities` ({ name, x, y }), output `route` (names) starting with the first city.",
    context: { complexity: "advanced", fallback: "template" },
    tests: [
      {
        name: "line",
        inputs: {
          cities: [
            { name: "a", x: 0, y: 0 },
            { name: "b", x: 5, y: 0 },
            { name: "c", x: 9, y: 0 },
          ],
        },
        assertions: ["out.route.length === 3", "out.route[0] === 'a'"],
      },
    ],
  },
];
