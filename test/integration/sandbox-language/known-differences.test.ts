import { expect, test } from "vitest";
import { shownByGuest, shownByHost } from "../../support/sandbox/compare-with-host.ts";
import { useSandbox } from "../../support/sandbox/shared-sandbox.ts";

const { run } = useSandbox();

const hex = '((b) => [...new Uint8Array(b)].map((x) => x.toString(16).padStart(2, "0")).join(""))';
const subtle = (body: string) => `await (async () => { const s = crypto.subtle; ${body} })()`;
const hmac = `const k = await s.importKey("raw", new Uint8Array(3), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);`;
const aes = `const k = await s.importKey("raw", new Uint8Array(16), "AES-GCM", true, ["encrypt"]);`;

/** Where the engine is not V8, and why that stays: `docs/node-language.md` tells the same. */
const differences: readonly (readonly [why: string, expression: string, guest: string])[] = [
  [
    "a date with a space, and no seconds before the zone",
    'Date.parse("2024-06-01 12:00Z")',
    '"<NaN>"',
  ],
  ["what only a WeakRef holds is gone at once", "new WeakRef({}).deref() === undefined", "true"],
  [
    "an invalid international host is told at once",
    'new URL("https://xn--a/").host',
    "threw TypeError",
  ],
  ["a call without the argument it needs", "URL.canParse()", "false"],
  ["a call without the argument it needs", "atob()", "threw InvalidCharacterError"],
  [
    "symbols as names are left out",
    'new URLSearchParams({ [Symbol("x")]: 1, a: 2 }).toString()',
    '"a=2"',
  ],
  ["clones know fewer types", "structuredClone(new WeakMap())", "{}"],
  ["clones know fewer types", "structuredClone(new Number(5)).valueOf()", "{}"],
  [
    "clones transfer nothing",
    "(() => { const b = new ArrayBuffer(4); structuredClone(b, { transfer: [b] }); return b.byteLength; })()",
    "threw DataCloneError",
  ],
  ["a header's value is checked when it is sent", 'new Headers({ a: "€" }).has("a")', "true"],
  ["nothing is no headers", "[...new Headers(null)]", "[]"],
  ["random floating point numbers", "crypto.getRandomValues(new Float32Array(1)).length", "1"],
  ["the name of an error", "crypto.getRandomValues(new Uint8Array(65537))", "threw RangeError"],
  [
    "another length by default",
    subtle(
      'const k = await s.generateKey({ name: "HMAC", hash: "SHA-256" }, true, ["sign"]); return (await s.exportKey("raw", k)).byteLength;',
    ),
    "32",
  ],
  [
    "usages of a key are not checked",
    subtle(`${hmac} return s.verify("HMAC", k, new Uint8Array(32), new Uint8Array(1));`),
    "false",
  ],
  [
    "tags of 128 bits only",
    subtle(
      `${aes} return ${hex}(await s.encrypt({ name: "AES-GCM", iv: new Uint8Array(12), tagLength: 96 }, k, new Uint8Array(1)));`,
    ),
    "threw NotSupportedError",
  ],
  ["no keys in JSON", subtle(`${aes} return s.exportKey("jwk", k);`), "threw NotSupportedError"],
  ["encodings of Unicode only", 'new TextDecoder("latin1").encoding', "threw RangeError"],
];

test("what differs from V8 does so as documented", async () => {
  const expressions = differences.map(([, expression]) => expression);
  const guest = await shownByGuest(run, expressions);
  const expected = differences.map(([, , shown]) => shown);
  expect(guest).toEqual(expected);
  const host = await shownByHost(expressions);
  // Who mends one of these finds it here.
  expect(host.filter((shown, index) => shown === guest[index])).toEqual([]);
});

test("an encoding that is not there is told with those that are", async () => {
  const reply = await run('new TextDecoder("latin1");');
  expect(reply.error).toMatchObject({
    name: "RangeError",
    message: 'the encoding "latin1" is not available: UTF-8 and UTF-16 are',
  });
});
