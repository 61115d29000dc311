import { describe, expect, test } from "vitest";
import { LocaleBridge } from "../../../functions/sandbox/run/locale-bridge.ts";
import { intlServices, localeServices } from "../../../functions/sandbox/run/locale-services.ts";

const plain = "[null,null]";
const ask = (service: string, settings: string, method: string, ...values: unknown[]) =>
  JSON.parse(new LocaleBridge().call([service, settings, method, JSON.stringify(values)]));

const typed = new Map([["DisplayNames", '[null,{"type":"region"}]']]);

describe("the list of what may be asked", () => {
  test("is this one and no longer", () => {
    const offered = [...localeServices].map(([name, make]) => {
      const options = name === "DisplayNames" ? { type: "region" } : {};
      return `${name}: ${[...make(["en"], options).keys()].sort().join(" ")}`;
    });
    expect(offered).toEqual([
      "NumberFormat: format formatRange formatRangeToParts formatToParts resolvedOptions",
      "DateTimeFormat: format formatRange formatRangeToParts formatToParts resolvedOptions",
      "Collator: compare resolvedOptions",
      "PluralRules: resolvedOptions select selectRange",
      "ListFormat: format formatToParts resolvedOptions",
      "RelativeTimeFormat: format formatToParts resolvedOptions",
      "DurationFormat: format formatToParts resolvedOptions",
      "DisplayNames: of resolvedOptions",
      "Segmenter: resolvedOptions starts",
      "Date: toLocaleDateString toLocaleString toLocaleTimeString",
      "Text: toLocaleLowerCase toLocaleUpperCase",
      "Locale: describe maximize minimize",
      "Questions: getCanonicalLocales supportedLocalesOf supportedValuesOf",
    ]);
  });

  test.each([...intlServices.keys()])("%s answers in en-US where nothing else is known", (name) => {
    const answer = ask(name, typed.get(name) ?? plain, "resolvedOptions");
    expect(answer.value.locale).toMatch(/^en(-US)?$/);
    const unknown = (typed.get(name) ?? plain).replace("null", '["xx-YY"]');
    expect(ask(name, unknown, "resolvedOptions").value.locale).toMatch(/^en(-US)?$/);
  });

  test.each(["Intl", "Function", "__proto__", "constructor", "toString", ""])(
    "there is no service %j",
    (name) => {
      expect(ask(name, plain, "format", 1)).toMatchObject({ range: false });
    },
  );
});

describe("limits", () => {
  const long = "x".repeat(300_000);
  const tooMuch = { error: "too much text for one locale operation", range: true };

  test("of texts and settings", () => {
    expect(ask("Text", plain, "toLocaleUpperCase", long)).toEqual(tooMuch);
    expect(ask("Text", plain, "toLocaleUpperCase", "x".repeat(1e5)).value).toHaveLength(1e5);
    expect(ask("Collator", JSON.stringify([long.slice(0, 9_000), null]), "check")).toEqual(tooMuch);
    expect(new LocaleBridge().compare([plain, long, "x"])).toBe(tooMuch.error);
  });

  test("of marks in a row, which would take minutes to compare", () => {
    const marks = "\u0f71\u0f72".repeat(50_000);
    expect(new LocaleBridge().compare([plain, marks, "a"])).toBe(tooMuch.error);
    expect(new LocaleBridge().compare([plain, "a", marks])).toBe(tooMuch.error);
    expect(ask("Segmenter", plain, "starts", marks)).toEqual(tooMuch);
    const some = "e\u0301\u0323".repeat(20_000);
    expect(new LocaleBridge().compare([plain, some, "e\u0323\u0301".repeat(20_000)])).toBe("0");
  });

  test("of what segments take: not each with the whole text", () => {
    const settings = '["en",{"granularity":"grapheme"}]';
    const values = JSON.stringify(["a".repeat(100_000)]);
    const answer = new LocaleBridge().call(["Segmenter", settings, "starts", values]);
    expect(answer.length).toBeLessThan(1_000_000);
  });

  test("of formatters that are kept: any number of them may be made", () => {
    const bridge = new LocaleBridge();
    for (let round = 0; round < 200; round += 1) {
      const settings = JSON.stringify(["de", { minimumIntegerDigits: 1 + (round % 21), round }]);
      const { value } = JSON.parse(bridge.call(["NumberFormat", settings, "format", "[1]"]));
      expect(Number(value.replaceAll(".", ""))).toBe(1);
    }
  });
});

test.each([
  ["settings that are no pair", "NumberFormat", '"x"'],
  ["settings that are not JSON", "NumberFormat", "{"],
  ["locales that are numbers", "NumberFormat", "[[5],null]"],
  ["options that are a list", "NumberFormat", "[null,[]]"],
])("%s are told as an error", (_what, service, settings) => {
  expect(ask(service, settings, "format", 1)).toHaveProperty("error");
});
