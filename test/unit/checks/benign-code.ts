import { inExecute, type NodeParts } from "./node-of.ts";

const api = { hosts: ["api.example.com"] };

/** Code that people and models write in good faith: no finding at all may be made of it. */
export const benignCode: readonly (readonly [string, string, NodeParts?])[] = [
  ["upper case", inExecute("const upper = inputs.text.toUpperCase();\nctx.log(upper);")],
  ["destructured inputs", "async function execute({ text = '' }, ctx) { return { text }; }"],
  ["no ctx", "function execute(inputs) { return { sum: inputs.a + inputs.b }; }"],
  ["helper functions", `const double = (n) => n * 2;\n${inExecute("inputs.list.map(double);")}`],
  [
    "a class with a constructor",
    `class Row { constructor(v) { this.v = v; } }\n${inExecute("new Row(1);")}`,
  ],
  [
    "a class with private fields",
    `class Sum { #n = 0; add(n) { this.#n += n; } }\n${inExecute("new Sum().add(1);")}`,
  ],
  [
    "a guard against prototype pollution",
    inExecute(
      'for (const key of Object.keys(inputs)) { if (key === "__proto__" || key === "constructor") continue; ctx.log(key); }',
    ),
  ],
  [
    "a set of unsafe keys",
    inExecute(
      'const unsafe = new Set(["__proto__", "constructor", "prototype"]);\nunsafe.has(inputs.key);',
    ),
  ],
  ["a loop that breaks", inExecute("let n = 0; while (true) { n += 1; if (n > 10) break; }")],
  [
    "a loop that returns",
    inExecute("for (;;) { if (inputs.a) return { a: 1 }; else throw new Error('must'); }"),
  ],
  [
    "a loop left from inside another",
    inExecute("outer: while (true) { for (const x of inputs.list) { if (x) break outer; } }"),
  ],
  [
    "a tokenizer with switch",
    inExecute(
      "let i = 0; while (true) { switch (inputs.text[i]) { case undefined: return { i }; default: i += 1; } }",
    ),
  ],
  ["timers", inExecute("await new Promise((resolve) => setTimeout(resolve, 100));")],
  [
    "retry with backoff",
    `async function execute(inputs, ctx) {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const response = await ctx.fetch("https://api.example.com/v1/items", { method: "GET", signal: AbortSignal.timeout(9) });
    if (response.ok) return { items: await response.json() };
    await new Promise((resolve) => setTimeout(resolve, 2 ** attempt * 100));
  }
  throw new Error("The service did not answer");
}`,
    api,
  ],
  [
    "address in a template",
    inExecute(
      `const r = await ctx.fetch(\`https://api.example.com/v1/\${inputs.id}\`, { signal: AbortSignal.timeout(9) });\nif (r.status !== 200) throw new Error('x');`,
    ),
    api,
  ],
  [
    "address from constants",
    `const base = "https://api.example.com";\n${inExecute('const r = await ctx.fetch(base + "/items?q=" + inputs.q, { signal: AbortSignal.timeout(9) });\nif (!r.ok) throw new Error("x");')}`,
    api,
  ],
  [
    "address as URL",
    inExecute(
      'const url = new URL("https://api.example.com");\nurl.searchParams.set("q", inputs.q);\nconst { ok } = await ctx.fetch(url.toString(), { signal: AbortSignal.timeout(9) });\nctx.log(ok);',
    ),
    api,
  ],
  [
    "fetch taken out of ctx",
    "async function execute(inputs, { fetch, log }) { const r = await fetch('https://api.example.com/', { signal: AbortSignal.timeout(9) }); log(r.status); return {}; }",
    api,
  ],
  [
    "host from an input",
    inExecute(
      "const r = await ctx.fetch(inputs.url, { signal: AbortSignal.timeout(9) });\nctx.log(r.status);",
    ),
    { hosts: ["input:url"], input: { type: "object", properties: { url: { type: "string" } } } },
  ],
  [
    "token from an input",
    inExecute(
      `const r = await ctx.fetch('https://api.example.com/', { headers: { Authorization: \`Bearer \${inputs.token}\` }, signal: AbortSignal.timeout(9) });\nctx.log(r.ok);`,
    ),
    api,
  ],
  [
    "regular expressions",
    inExecute(
      "const clean = inputs.text.replace(/^\\uFEFF/, '').match(/(\\d+)-(?<word>\\w+)/u);\nctx.log(clean?.groups?.word);",
    ),
  ],
  ["emoji with joiners", inExecute('ctx.log("👩‍👩‍👧 ❤️ café");')],
  [
    "bytes and base64",
    inExecute(
      "const bytes = new TextEncoder().encode(inputs.text);\nconst view = new DataView(bytes.buffer);\nctx.log(btoa(String.fromCharCode(...bytes)), view.byteLength);",
    ),
  ],
  [
    "hashes",
    inExecute(
      "const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(inputs.text));\nctx.log(new Uint8Array(hash).length);",
    ),
  ],
  [
    "dates of an input",
    inExecute(
      "const day = new Date(inputs.date);\nif (Number.isNaN(day.getTime())) throw new TypeError('date must be a date');\nctx.log(day.toISOString(), new Intl.DateTimeFormat('en-US').format(day));",
    ),
  ],
  [
    "typeof of an unknown input",
    inExecute("if (typeof inputs.text !== 'string') throw new Error('text must be a string');"),
  ],
  ["hasOwn", inExecute("if (!Object.hasOwn(inputs, 'a')) throw new Error('a must be given');")],
  [
    "generators",
    `function* pairs(list) { for (const x of list) yield [x, x]; }\n${inExecute("Object.fromEntries(pairs(inputs.list));")}`,
  ],
  [
    "rest and spread",
    "async function execute({ a, ...rest }, ctx) { return { ...rest, a: [...a] }; }",
  ],
  [
    "labels and words like secrets",
    inExecute(
      'const tokenType = "bearer"; const passwordHint = "at least 16 characters"; ctx.log(tokenType, passwordHint);',
    ),
  ],
  [
    "placeholder of a key",
    inExecute('const apiKey = inputs.apiKey ?? ""; ctx.log(apiKey.length);'),
  ],
  ["strict directive", `"use strict";\n${inExecute("")}`],
  [
    "structuredClone and Map",
    inExecute("const copy = structuredClone(inputs); new Map(Object.entries(copy));"),
  ],
  [
    "a reducer",
    "function execute({ state, event }) { return { state: { ...state, count: (state.count ?? 0) + event.n } }; }",
    { kind: "reducer" },
  ],
];
