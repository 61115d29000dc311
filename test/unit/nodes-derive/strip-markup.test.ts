import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stripContentMarkup, stripMarkup } from "#shared/nodes/strip-markup.ts";
import { nodeOf } from "../checks/node-of.ts";

describe("stays", () => {
  test.each([
    "plain text",
    "a < b and c > d",
    "a<b",
    "if x <y then z",
    "List<T> of Map<string, number>",
    "Array<Object> and Option<Data>",
    "Promise<Record<string, unknown>>",
    "&lt;b&gt; and &amp;",
    "<placeholder> or <your-key>",
    "<3",
    "->, <-, <=>, <>",
  ])("%s", (text) => {
    expect(stripMarkup(text)).toEqual({ text, removed: false });
  });
});

describe("goes", () => {
  test.each([
    ["<b>bold</b> text", "bold text"],
    ["a<script>alert(1)</script>b", "ab"],
    ["a<SCRIPT src=x>alert(1)", "a"],
    ["a<style>* { color: red }</style>b", "ab"],
    ["x <img src=x onerror=alert(1)> y", "x  y"],
    ["x <img src=x onerror=alert(1) ", "x "],
    ["<svg/onload=alert(1)>", ""],
    ["<a href='javascript:1'>link</a>", "link"],
    ["a <!-- hidden --> b", "a  b"],
    ["<!doctype html>x", "x"],
    ["</script>", ""],
    ["<<b>script>alert(1)</script>", ""],
    ["List<Script>x", "List"],
    ["word<B>bold</B>", "wordbold"],
    ["<p>one<br>two</p>", "onetwo"],
    ["<iframe src=x></iframe>", ""],
  ])("%s", (text, left) => {
    expect(stripMarkup(text)).toEqual({ text: left, removed: true });
  });

  test("once is enough", () => {
    const piece = fc.constantFrom(
      "<",
      ">",
      "</",
      "script",
      "b",
      "img",
      " src=x",
      "<!--",
      "-->",
      "a",
      "<b>",
      "</b>",
      "<script>",
      "</script>",
      '"',
      "'",
      "/",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 15 }), (pieces) => {
        const { text } = stripMarkup(pieces.join(""));
        expect(stripMarkup(text).text).toBe(text);
        expect(text).not.toMatch(/<(?:script|img|b)(?:[\s/][^<>]*)?>/);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("stripContentMarkup", () => {
  const content = {
    ...nodeOf("async function execute() { return { html: '<b>x</b>' }; }"),
    name: "<b>Name</b>",
    description: "List<T> stays",
    ui_config: {
      label: "<i>Label</i>",
      description: "plain",
      formFields: [
        {
          key: "a",
          label: "A",
          widget: "text" as const,
          help: "<u>help</u>",
          placeholder: "<x>",
          group: "<p>g</p>",
        },
      ],
      style: { color: "red", icon: "box" },
    },
  };

  test("strips what is shown, names it, and leaves code and the rest alone", () => {
    const { content: stripped, warnings } = stripContentMarkup(content);
    expect(stripped).toMatchObject({
      name: "Name",
      description: "List<T> stays",
      execution_code: content.execution_code,
      ui_config: {
        label: "Label",
        formFields: [{ help: "help", placeholder: "<x>", group: "g" }],
      },
    });
    expect(warnings).toEqual([
      {
        code: "markup-removed",
        message:
          "HTML was removed from name, ui_config.label, ui_config.formFields[0].help, ui_config.formFields[0].group.",
      },
    ]);
  });

  test("says nothing where nothing changed", () => {
    const plain = nodeOf("");
    expect(stripContentMarkup(plain)).toEqual({ content: plain, warnings: [] });
  });

  test("a name of nothing but markup is replaced", () => {
    expect(stripContentMarkup({ ...content, name: "<b></b>" }).content.name).toBe("Untitled node");
  });
});
