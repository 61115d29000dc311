import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NodeContent } from "#schemas/node.ts";
import { withDerivedPorts } from "#shared/nodes/derive-ports.ts";
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

  const port = { id: "rows", label: "Rows", type: "array", required: true };

  test("strips ports, category, tags and style too", () => {
    const { content: stripped, warnings } = stripContentMarkup({
      ...content,
      name: "Name",
      category: "<em>Text</em>",
      tags: ["List<T>", "<b>csv</b>", "<hr>", "a < b"],
      node_definition: {
        ...content.node_definition,
        inputs: [{ ...port, label: "<b>Rows</b>" }, port],
        outputs: [{ ...port, type: "<i>x</i>" }],
      },
      ui_config: {
        ...content.ui_config,
        label: "Label",
        formFields: [],
        style: { color: "<img src=x onerror=a()>", icon: "<hr>" },
      },
    });
    expect(stripped).toMatchObject({
      category: "Text",
      tags: ["List<T>", "csv", "a < b"],
      node_definition: { inputs: [port, port], outputs: [{ ...port, type: "x" }] },
      ui_config: { style: { color: "#4f6bed", icon: content.icon } },
    });
    expect(warnings[0]?.message).toBe(
      "HTML was removed from category, tags, node_definition.inputs[0].label, " +
        "node_definition.outputs[0].type, ui_config.style.color, ui_config.style.icon.",
    );
  });

  test("what is left empty is derived again", () => {
    const empty = "<img src=x>";
    const { content: stripped } = stripContentMarkup({
      ...content,
      category: empty,
      tags: [empty],
      node_definition: {
        ...content.node_definition,
        inputs: [{ ...port, id: "max_rows", label: empty, type: empty }],
        outputs: [{ ...port, id: empty, label: empty }],
      },
      ui_config: {
        ...content.ui_config,
        label: empty,
        formFields: [{ key: "csvText", label: empty, widget: "text" }],
      },
    });
    expect(NodeContent.parse(stripped)).toMatchObject({
      category: "Custom",
      tags: [],
      node_definition: {
        inputs: [{ id: "max_rows", label: "Max rows", type: "any" }],
        outputs: [{ id: empty, label: "Unnamed" }],
      },
      ui_config: { label: "Name", formFields: [{ key: "csvText", label: "Csv text" }] },
    });
  });

  test("ports derived from titles carry no markup", () => {
    const input_schema = { type: "object", properties: { a: { title: "<b>List<T></b>" } } };
    const derived = withDerivedPorts({ ...content, input_schema });
    const { content: stripped } = stripContentMarkup(derived);
    expect(stripped.node_definition.inputs).toMatchObject([{ id: "a", label: "List<T>" }]);
  });

  test("a name of nothing but markup is replaced", () => {
    expect(stripContentMarkup({ ...content, name: "<b></b>" }).content.name).toBe("Untitled node");
  });
});
