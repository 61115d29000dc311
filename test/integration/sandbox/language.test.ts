import { describe, expect, test } from "vitest";
import { useSandbox } from "../../support/sandbox/shared-sandbox.ts";

const { run } = useSandbox();

/** Evaluates the expressions in the guest and here, where V8 says what is right. */
async function compareWithHost(expressions: readonly string[]): Promise<void> {
  const list = expressions.map((expression) => `() => (${expression})`).join(",\n");
  const reply = await run(
    `const show = (f) => { try { return f(); } catch (e) { return e.name; } };
     const values = [${list}].map(show).map((v) => JSON.stringify(v) ?? String(v));
     return { values };`,
    { limits: { cpuMs: 3_000 } },
  );
  expect(reply).toMatchObject({ status: "success" });
  const host = expressions.map((expression) => {
    try {
      const value: unknown = new Function(`return (${expression});`)();
      return JSON.stringify(value) ?? String(value);
    } catch (error) {
      return error instanceof Error ? JSON.stringify(error.name) : "";
    }
  });
  const guest = (reply.output as { values: string[] }).values;
  expect(Object.fromEntries(expressions.map((e, i) => [e, guest[i]]))).toEqual(
    Object.fromEntries(expressions.map((e, i) => [e, host[i]])),
  );
}

const utc = 'timeZone: "UTC"';

describe("as in V8", () => {
  test("numbers by locale", () =>
    compareWithHost([
      "(1234567.891).toLocaleString()",
      '(1234567.891).toLocaleString("de-DE")',
      '(1234567.891).toLocaleString("en-IN")',
      '(0.256).toLocaleString("en-US", { style: "percent" })',
      '(NaN).toLocaleString("en-US") + (Infinity).toLocaleString("de") + (-0).toLocaleString()',
      '(12345678901234567890n).toLocaleString("fr-FR")',
      'new Intl.NumberFormat("ja-JP", { style: "currency", currency: "JPY" }).format(5000)',
      'new Intl.NumberFormat("de-DE", { style: "currency", currency: "EUR" }).format(-1234.5)',
      'new Intl.NumberFormat("en", { notation: "compact" }).format(123456)',
      'new Intl.NumberFormat("en", { style: "unit", unit: "liter", unitDisplay: "long" }).format(16)',
      'new Intl.NumberFormat("en").formatToParts(1234.5)',
      'new Intl.NumberFormat("en", { style: "currency", currency: "EUR" }).formatRange(3, 5)',
      '[1, 2.5].map(new Intl.NumberFormat("de").format)',
      'Intl.NumberFormat("de").format(1.5)',
      'new Intl.NumberFormat("en").resolvedOptions().locale',
      'new Intl.NumberFormat("en", { style: "currency" })',
      'new Intl.NumberFormat("not a locale")',
      "new Intl.NumberFormat() instanceof Intl.NumberFormat",
      "[1234.5, 6].toLocaleString()",
    ]));

  test("dates by locale and time zone", () =>
    compareWithHost([
      `new Date(0).toLocaleString("en-US", { ${utc} })`,
      'new Date(0).toLocaleString("de-DE", { timeZone: "Europe/Berlin" })',
      'new Date(1e12).toLocaleDateString("fr-FR", { weekday: "long", month: "long", day: "numeric", timeZone: "Asia/Tokyo" })',
      `new Date(1e12).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", ${utc} })`,
      `new Intl.DateTimeFormat("en-US", { dateStyle: "full", timeStyle: "long", timeZone: "America/New_York" }).format(new Date(1e12))`,
      `new Intl.DateTimeFormat("es", { ${utc} }).formatToParts(1e12)`,
      `new Intl.DateTimeFormat("en", { ${utc} }).formatRange(new Date(0), new Date(1e10))`,
      'new Intl.DateTimeFormat("en", { timeZone: "Mars/Olympus" })',
      "new Date(NaN).toLocaleString()",
      'new Intl.DateTimeFormat("en", { timeZone: "Europe/Berlin" }).resolvedOptions().timeZone',
    ]));

  test("texts by locale", () =>
    compareWithHost([
      '["z", "ä", "a", "Z", "é", "e", "ß", "ss"].sort((a, b) => a.localeCompare(b))',
      '["z", "ä", "a"].sort(new Intl.Collator("sv").compare)',
      '["a10", "a2"].sort(new Intl.Collator("en", { numeric: true }).compare)',
      '"a".localeCompare("A", "en", { sensitivity: "base" })',
      '"résumé".localeCompare("resume", "en", { sensitivity: "accent" })',
      '"i".toLocaleUpperCase("tr") + "I".toLocaleLowerCase("tr") + "i".toLocaleUpperCase()',
      'new Intl.PluralRules("en", { type: "ordinal" }).select(22)',
      'new Intl.ListFormat("en", { type: "conjunction" }).format(["a", "b", "c"])',
      'new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-1, "day")',
      'new Intl.DisplayNames("de", { type: "region" }).of("FR")',
      '[...new Intl.Segmenter("en", { granularity: "grapheme" }).segment("e\\u0301x")].map((s) => s.segment)',
      'Intl.getCanonicalLocales("EN-us")',
      'Intl.NumberFormat.supportedLocalesOf(["de", "xx"])',
      '"e\\u0301".normalize("NFC").length',
    ]));

  test("addresses of the web", () =>
    compareWithHost([
      'new URL("../b?x=1#h", "https://a.example:8443/c/d").href',
      '(() => { const u = new URL("https://a.example/?b=1"); u.searchParams.set("c", "ä b"); u.searchParams.append("b", "2"); return u.href; })()',
      '(() => { const u = new URL("https://a.example/?b=1"); const p = u.searchParams; u.search = "?z=9"; return [p.get("z"), p.get("b"), p === u.searchParams]; })()',
      '(() => { const u = new URL("https://a.example/?a=1&a=2"); u.searchParams.delete("a"); return u.href; })()',
      '[...new URL("https://a.example/?a=1&b=2").searchParams]',
      'URL.parse("nonsense")',
      'URL.parse("/x", "https://a.example").href',
      'URL.canParse("https://a.example")',
      'new URL("nonsense")',
      'new URLSearchParams({ q: "a&b", n: "1" }).toString()',
      'new URLSearchParams([["a", "1"], ["a", "2"]]).getAll("a")',
      'new URLSearchParams("?b=2&a=1&b=3").size',
      '(() => { const p = new URLSearchParams("b=2&a=1&b=3"); p.sort(); p.set("b", "x"); p.delete("a"); return [...p.keys(), ...p.values(), p.has("b", "x"), p.get("none"), p.toString()]; })()',
      '(() => { const seen = []; new URLSearchParams(new Map([["k", "v w"]])).forEach((v, k) => seen.push(k, v)); return seen; })()',
      'new URLSearchParams([["a"]])',
      'Object.fromEntries(new Headers({ "X-A": "1", accept: "b" }))',
    ]));

  test("bytes, clones and the rest", () =>
    compareWithHost([
      'new TextDecoder().decode(new TextEncoder().encode("é€😀"))',
      'btoa("hello") + atob("aGk=")',
      'atob("*")',
      "[...new Uint8Array([1, 2, 255])]",
      "structuredClone({ d: new Date(0), m: [...new Map([[1, 2]])] })",
      'Object.groupBy([1, 2, 3], (n) => (n % 2 ? "odd" : "even"))',
      'new Date("2024-02-30T00:00:00Z").getTime()',
      "[3, 1, 2].toSorted()",
      '"a-b".replaceAll(/(?<x>a)/g, "$<x>$<x>")',
      "typeof AbortSignal.timeout + typeof queueMicrotask + typeof performance.now()",
    ]));
});

test("the time zone is UTC, the locale en-US", async () => {
  const reply = await run(`return {
    date: new Date(2024, 0, 31, 12).toISOString(),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    locale: new Intl.NumberFormat().resolvedOptions().locale,
    text: new Date(0).toLocaleString(),
  };`);
  expect(reply.output).toEqual({
    date: "2024-01-31T12:00:00.000Z",
    zone: "UTC",
    locale: "en-US",
    text: "1/1/1970, 12:00:00 AM",
  });
});

test("cryptography", async () => {
  const reply = await run(`
    const hex = (buffer) => [...new Uint8Array(buffer)].map((b) => b.toString(16).padStart(2, "0")).join("");
    const data = new TextEncoder().encode("abc");
    const key = await crypto.subtle.importKey("raw", data, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return {
      digest: hex(await crypto.subtle.digest("SHA-256", data)),
      mac: hex(await crypto.subtle.sign("HMAC", key, data)),
      id: crypto.randomUUID(),
      random: crypto.getRandomValues(new Uint8Array(4)).length,
    };`);
  expect(reply.output).toEqual({
    digest: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    mac: expect.stringMatching(/^[0-9a-f]{64}$/),
    id: expect.stringMatching(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    ),
    random: 4,
  });
});

test("timers, their arguments, and aborting", async () => {
  const reply = await run(`
    const seen = [];
    await new Promise((resolve) => {
      const stop = setInterval(() => {
        seen.push("tick");
        if (seen.length < 2) return;
        clearInterval(stop);
        resolve();
      }, 1);
    });
    clearTimeout(setTimeout(() => seen.push("never"), 1));
    await new Promise((resolve) => setTimeout((a) => { seen.push(a); resolve(); }, 3, "argument"));
    const controller = new AbortController();
    controller.signal.addEventListener("abort", () => seen.push(controller.signal.reason.name));
    controller.abort();
    try { AbortSignal.any([controller.signal]).throwIfAborted(); } catch (e) { seen.push(e.name); }
    const timed = AbortSignal.timeout(5);
    await new Promise((resolve) => { timed.onabort = resolve; });
    return { seen, reason: timed.reason.name };`);
  expect(reply.output).toEqual({
    seen: ["tick", "tick", "argument", "AbortError", "AbortError"],
    reason: "TimeoutError",
  });
});

test("what is missing on purpose is not there", async () => {
  const names = [
    "Buffer",
    "process",
    "require",
    "module",
    "fetch",
    "WebAssembly",
    "Worker",
    "window",
    "global",
  ];
  const reply = await run(
    `return { found: ${JSON.stringify(names)}.filter((name) => name in globalThis) };`,
  );
  expect(reply.output).toEqual({ found: [] });
  const dynamic = await run('try { await import("fs"); } catch (e) { return { name: e.name }; }');
  expect(dynamic.output).toEqual({ name: "ReferenceError" });
});
