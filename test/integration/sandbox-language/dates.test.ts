import { expect, test } from "vitest";
import { expectSameAsHost } from "../../support/sandbox/compare-with-host.ts";
import { useSandbox } from "../../support/sandbox/shared-sandbox.ts";

const { run } = useSandbox();
const utc = 'timeZone: "UTC"';

test("dates by locale and time zone", () =>
  expectSameAsHost(run, [
    ["new Date(0).toLocaleString()", `new Date(0).toLocaleString("en-US", { ${utc} })`],
    ["new Date(0).toLocaleDateString()", `new Date(0).toLocaleDateString("en-US", { ${utc} })`],
    ['new Date(0).toLocaleTimeString("de")', `new Date(0).toLocaleTimeString("de", { ${utc} })`],
    'new Date(0).toLocaleString("de-DE", { timeZone: "Europe/Berlin" })',
    'new Date(Date.UTC(2024, 2, 31, 0, 59, 59)).toLocaleString("de-DE", { timeZone: "Europe/Berlin", timeZoneName: "short" })',
    'new Date(Date.UTC(2024, 2, 31, 1)).toLocaleString("de-DE", { timeZone: "Europe/Berlin", timeZoneName: "short" })',
    'new Date(Date.UTC(2024, 9, 27, 0, 30)).toLocaleString("de-DE", { timeZone: "Europe/Berlin", timeZoneName: "long" })',
    'new Date(Date.UTC(2024, 9, 27, 1, 30)).toLocaleString("de-DE", { timeZone: "Europe/Berlin", timeZoneName: "longOffset" })',
    'new Date(Date.UTC(2024, 2, 10, 7)).toLocaleString("en-US", { timeZone: "America/New_York", timeZoneName: "shortGeneric" })',
    'new Date(Date.UTC(2024, 3, 6, 15, 30)).toLocaleString("en-AU", { timeZone: "Australia/Lord_Howe" })',
    'new Date(1e12).toLocaleString("en-GB", { timeZone: "Asia/Kathmandu" })',
    'new Date(1e12).toLocaleString("en-GB", { timeZone: "+05:30" })',
    'new Date(1e12).toLocaleDateString("fr-FR", { weekday: "long", month: "long", day: "numeric", timeZone: "Asia/Tokyo" })',
    `new Date(1e12).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", ${utc} })`,
    `new Date(1e12).toLocaleTimeString("en-US", { hour: "numeric", hour12: false, ${utc} })`,
    `new Date(0).toLocaleTimeString("en-US", { hourCycle: "h24", hour: "numeric", minute: "numeric", ${utc} })`,
    `new Date(1e12).toLocaleTimeString("en", { fractionalSecondDigits: 3, second: "numeric", ${utc} })`,
    `new Date(1e12).toLocaleDateString("ja-JP", { dateStyle: "full", ${utc} })`,
    `new Date(1e12).toLocaleDateString("ja-JP-u-ca-japanese", { era: "long", year: "numeric", ${utc} })`,
    `new Date(1e12).toLocaleDateString("ar-EG", { dateStyle: "long", ${utc} })`,
    `new Date(1e12).toLocaleDateString("ar-SA-u-ca-islamic-umalqura", { dateStyle: "long", ${utc} })`,
    `new Date(1e12).toLocaleDateString("hi-IN", { weekday: "short", month: "short", day: "numeric", ${utc} })`,
    `new Date(1e12).toLocaleDateString("th-TH", { dateStyle: "medium", ${utc} })`,
    `new Date(1e12).toLocaleDateString("th-TH-u-nu-thai", { dateStyle: "short", ${utc} })`,
    `new Date(1e12).toLocaleDateString("he-IL-u-ca-hebrew", { dateStyle: "long", ${utc} })`,
    `new Date(1e12).toLocaleDateString("zh-CN-u-ca-chinese", { dateStyle: "long", ${utc} })`,
    `new Date(1e12).toLocaleDateString("fa-IR", { dateStyle: "long", ${utc} })`,
    `new Date(1e12).toLocaleString("sv-SE", { ${utc} })`,
    `new Date(1e12).toLocaleString("en-CA", { ${utc} })`,
    `new Date(1e12).toLocaleDateString("en", { month: "narrow", ${utc} })`,
    `new Date(1e12).toLocaleString("en", { dayPeriod: "long", hour: "numeric", ${utc} })`,
    `new Date(-1e15).toLocaleDateString("en", { era: "short", year: "numeric", ${utc} })`,
    `new Date(8.64e15).toLocaleDateString("en", { ${utc} })`,
    "new Date(NaN).toLocaleString()",
    'new Date(0).toLocaleDateString("en", { timeStyle: "short" })',
    'new Date(0).toLocaleTimeString("en", { dateStyle: "short" })',
    'new Date(0).toLocaleString("en", { timeZone: "Mars/Olympus" })',
    'new Date(0).toLocaleString("en", { month: "tiny" })',
    'new Date(0).toLocaleString("x")',
    'Date.prototype.toLocaleString.call("2024")',
  ]));

test("Intl.DateTimeFormat", () =>
  expectSameAsHost(run, [
    'new Intl.DateTimeFormat("en-US", { dateStyle: "full", timeStyle: "long", timeZone: "America/New_York" }).format(new Date(1e12))',
    `new Intl.DateTimeFormat("es", { ${utc} }).formatToParts(1e12)`,
    'new Intl.DateTimeFormat("de", { dateStyle: "full", timeStyle: "short", timeZone: "Europe/Berlin" }).formatToParts(new Date(1e12))',
    `new Intl.DateTimeFormat("en", { ${utc} }).formatRange(new Date(0), new Date(1e10))`,
    `new Intl.DateTimeFormat("en", { ${utc}, dateStyle: "medium" }).formatRange(new Date(0), new Date(0))`,
    `new Intl.DateTimeFormat("de", { ${utc}, hour: "numeric", minute: "numeric" }).formatRange(0, 3600000)`,
    `new Intl.DateTimeFormat("ja", { ${utc}, dateStyle: "long" }).formatRangeToParts(0, 1e10)`,
    `new Intl.DateTimeFormat("en", { ${utc} }).formatRange(0)`,
    `new Intl.DateTimeFormat("en", { ${utc} }).formatRange(0, NaN)`,
    `new Intl.DateTimeFormat("en", { ${utc} }).format(NaN)`,
    `new Intl.DateTimeFormat("en", { ${utc} }).format(new Date(NaN))`,
    `new Intl.DateTimeFormat("en", { ${utc} }).format("2024-01-01")`,
    `new Intl.DateTimeFormat("en", { ${utc} }).format("86400000")`,
    `new Intl.DateTimeFormat("en", { ${utc} }).format(null)`,
    `new Intl.DateTimeFormat("en", { ${utc} }).format(true)`,
    `new Intl.DateTimeFormat("en", { ${utc} }).format(8.65e15)`,
    `new Intl.DateTimeFormat("en", { ${utc} }).format(5n)`,
    `typeof new Intl.DateTimeFormat("en", { ${utc} }).format() === "string"`,
    `[0, 1e12].map(new Intl.DateTimeFormat("de", { ${utc} }).format)`,
    `Intl.DateTimeFormat("de", { ${utc} }).format(0)`,
    'new Intl.DateTimeFormat("en", { timeZone: "Mars/Olympus" })',
    'new Intl.DateTimeFormat("en", { dateStyle: "full", year: "numeric" })',
    'new Intl.DateTimeFormat("en", { timeZone: "europe/berlin" }).resolvedOptions()',
    'new Intl.DateTimeFormat("th-TH", { dateStyle: "full", timeStyle: "full", timeZone: "Asia/Bangkok" }).resolvedOptions()',
    'new Intl.DateTimeFormat("en-GB", { hour: "numeric", timeZone: "Asia/Calcutta" }).resolvedOptions()',
    'Intl.DateTimeFormat.supportedLocalesOf(["de-DE", "tlh"])',
    "Object.prototype.toString.call(new Intl.DateTimeFormat())",
    ["Intl.DateTimeFormat().resolvedOptions().timeZone", '"UTC"'],
    ["Intl.DateTimeFormat().resolvedOptions().locale", '"en-US"'],
    ["new Date(2024, 5, 1).getTimezoneOffset()", "0"],
    ["new Date(2024, 0, 31, 12).toISOString()", '"2024-01-31T12:00:00.000Z"'],
  ]));

test("Date itself", () =>
  expectSameAsHost(run, [
    'new Date("2024-02-30T00:00:00Z").getTime()',
    'new Date("2024-02-29").toISOString()',
    'Date.parse("2024-06-01T12:00:00+02:00")',
    'Date.parse("Sat, 01 Jun 2024 12:00:00 GMT")',
    'Date.parse("Jun 1, 2024 12:00 UTC")',
    'Date.parse("2024-06-01T12:00:00.123456Z")',
    'Date.parse("nonsense")',
    "new Date(NaN).toISOString()",
    "new Date(NaN).toJSON()",
    "new Date(Date.UTC(2024, 13, 1)).toISOString()",
    "new Date(8.64e15 + 1).getTime()",
    'new Date("2024-06-01T00:00:00Z").toUTCString()',
    '(() => { const d = new Date("2024-01-31T00:00:00Z"); d.setUTCMonth(1); return d.toISOString(); })()',
    "new Date(0)[Symbol.toPrimitive]('number')",
    '["2024-13-01", "2024-1-1", "01/02/2024 UTC", "2024-06-01 12:00:00Z", "+002024-06-01T00:00:00Z"].map((t) => Date.parse(t))',
  ]));

test("what is formatted without a date is the clock of the run", async () => {
  const reply = await run(
    `const format = new Intl.DateTimeFormat("en");
     return { text: format.format(), parts: format.formatToParts().map((part) => part.value).join("") };`,
    { now: "1999-12-31T23:00:00Z" },
  );
  expect(reply.output).toEqual({ text: "12/31/1999", parts: "12/31/1999" });
});
