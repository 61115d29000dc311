import type { EvalCase } from "../eval-case.ts";

export const text: readonly EvalCase[] = [
  {
    id: "initials",
    tags: ["text", "beginner"],
    request:
      "make initials from a full name, e.g. 'Ada King Lovelace' is AKL. name in, initials out",
    context: { complexity: "beginner" },
    tests: [
      { name: "three", inputs: { name: "Ada King Lovelace" }, expected: { initials: "AKL" } },
      {
        name: "small letters",
        inputs: { name: "  grace   hopper " },
        expected: { initials: "GH" },
      },
      { name: "umlaut", inputs: { name: "örs ünal" }, expected: { initials: "ÖÜ" } },
    ],
  },
  {
    id: "shorten-text",
    tags: ["text"],
    request:
      "Shorten `text` to at most `max` characters without cutting a word, and end it with … if something was left out (the … counts). Output `short`.",
    tests: [
      { name: "cut", inputs: { text: "one two three", max: 8 }, expected: { short: "one two…" } },
      { name: "fits", inputs: { text: "one", max: 8 }, expected: { short: "one" } },
      {
        name: "never longer",
        inputs: { text: "alpha beta gamma delta", max: 12 },
        assertions: ["out.short.length <= 12", "out.short.endsWith('…')"],
      },
    ],
  },
  {
    id: "headline",
    tags: ["text"],
    request:
      "Put headlines in title case: every word starts with a capital, except a, an, the, of, and, in (unless it is the first word). The rest of a word becomes lower case. Input headline, output title.",
    tests: [
      {
        name: "small words",
        inputs: { headline: "THE lord of the rings" },
        expected: { title: "The Lord of the Rings" },
      },
      { name: "one word", inputs: { headline: "of" }, expected: { title: "Of" } },
      { name: "empty", inputs: { headline: "" }, expected: { title: "" } },
    ],
  },
  {
    id: "hashtags",
    tags: ["text"],
    request:
      "Pull all hashtags out of a post. Input: post. Output: hashtags, without the #, lower case, each only once, in the order they come. Umlauts and such are letters too.",
    tests: [
      { name: "once", inputs: { post: "#A b #a #c2" }, expected: { hashtags: ["a", "c2"] } },
      {
        name: "umlaut",
        inputs: { post: "#Köln ist #schön!" },
        expected: { hashtags: ["köln", "schön"] },
      },
      { name: "none", inputs: { post: "nothing" }, expected: { hashtags: [] } },
    ],
  },
  {
    id: "mask-phone",
    tags: ["text"],
    request:
      "hide phone numbers for our support screenshots: keep only the last 3 digits and replace the other digits by *, everything else stays. input phone, output masked",
    tests: [
      {
        name: "spaces stay",
        inputs: { phone: "+49 170 1234567" },
        expected: { masked: "+** *** ****567" },
      },
      { name: "short", inputs: { phone: "112" }, expected: { masked: "112" } },
    ],
  },
  {
    id: "wortzahl",
    tags: ["text", "other-language"],
    request:
      "Zähle die Wörter in einem Text. Eingabe heißt `text`, Ausgabe `anzahl`. Mehrere Leerzeichen zählen nicht doppelt, ein leerer Text hat 0 Wörter.",
    tests: [
      { name: "drei", inputs: { text: "eins  zwei\ndrei" }, expected: { anzahl: 3 } },
      { name: "leer", inputs: { text: "   " }, expected: { anzahl: 0 } },
      { name: "kein Text", inputs: { text: 5 }, error: { matches: "text" } },
    ],
  },
  {
    id: "chinese-total",
    tags: ["shaping", "other-language"],
    request:
      '把订单列表里的金额加起来。输入 orders(每个对象有 amount 字段),输出 total 和 count。金额可能是字符串,例如 "12.50"。',
    tests: [
      {
        name: "numbers",
        inputs: { orders: [{ amount: 1 }, { amount: 2 }] },
        expected: { total: 3, count: 2 },
      },
      {
        name: "text",
        inputs: { orders: [{ amount: "12.50" }] },
        expected: { total: 12.5, count: 1 },
      },
      { name: "none", inputs: { orders: [] }, expected: { total: 0, count: 0 } },
    ],
  },
  {
    id: "vague-cleanup",
    tags: ["text", "vague"],
    request: "clean up my text pls, in: text out: text",
    tests: [
      { name: "ends", inputs: { text: "  hello " }, expected: { text: "hello" } },
      { name: "runs of spaces", inputs: { text: "a   b" }, expected: { text: "a b" } },
    ],
  },
  {
    id: "vague-total",
    tags: ["shaping", "vague"],
    request: "add it all up. `values` -> `total`",
    tests: [
      { name: "numbers", inputs: { values: [1, 2, 3] }, expected: { total: 6 } },
      { name: "none", inputs: { values: [] }, expected: { total: 0 } },
      { name: "numbers as text", inputs: { values: [1, "2"] }, expected: { total: 3 } },
    ],
  },
  {
    id: "own-slug",
    tags: ["text", "own-examples"],
    request: "Make file names of titles: input `title`, output `file`. The examples show how.",
    context: {
      examples: [
        { inputs: { title: "Annual Report 2026" }, output: { file: "annual_report_2026.pdf" } },
        { inputs: { title: "Q&A: Part 1" }, output: { file: "q_a_part_1.pdf" } },
      ],
    },
    tests: [
      { name: "signs at the end", inputs: { title: "Why?!" }, expected: { file: "why.pdf" } },
      { name: "numbers", inputs: { title: "10 Tips" }, expected: { file: "10_tips.pdf" } },
    ],
  },
];
