import { describe, expect, test } from "vitest";
import type { JsonObject } from "#schemas/json.ts";
import { Capabilities, UiConfig } from "#schemas/node.ts";
import { defaultWidget, deriveFormFields } from "#shared/nodes/derive-form-fields.ts";
import { deriveKind } from "#shared/nodes/derive-kind.ts";
import { derivePorts, withDerivedPorts } from "#shared/nodes/derive-ports.ts";
import { readCapabilities } from "#shared/nodes/read-capabilities.ts";
import { readUiConfig } from "#shared/nodes/read-ui-config.ts";
import { nodeOf } from "../checks/node-of.ts";

const schema = {
  type: "object",
  properties: {
    csvText: { type: "string", description: "The text" },
    max_rows: { type: ["integer", "null"], title: "Most rows" },
    mode: { enum: ["a", "b"] },
    any: true,
    mixed: { type: ["string", "number"] },
  },
  required: ["csvText"],
};

describe("derivePorts", () => {
  test("one for each property", () => {
    expect(derivePorts(schema)).toEqual([
      { id: "csvText", label: "Csv text", type: "string", required: true },
      { id: "max_rows", label: "Most rows", type: "integer", required: false },
      { id: "mode", label: "Mode", type: "string", required: false },
      { id: "any", label: "Any", type: "any", required: false },
      { id: "mixed", label: "Mixed", type: "any", required: false },
    ]);
  });

  test("none without properties", () => {
    expect(derivePorts({ type: "object" })).toEqual([]);
  });

  test("withDerivedPorts keeps the kind and all else", () => {
    const content = nodeOf("code", { kind: "reducer", input: schema });
    const derived = withDerivedPorts(content);
    expect(derived.node_definition).toMatchObject({ kind: "reducer", outputs: [] });
    expect(derived.node_definition.inputs).toHaveLength(5);
    expect({ ...derived, node_definition: content.node_definition }).toEqual(content);
  });
});

describe("defaultWidget", () => {
  test.each<[string, JsonObject, string]>([
    ["mode", { enum: ["a"] }, "select"],
    ["flag", { type: "boolean" }, "checkbox"],
    ["n", { type: ["integer", "null"] }, "number"],
    ["day", { type: "string", format: "date" }, "date"],
    ["pin", { type: "string", format: "password" }, "secret"],
    ["api_key", { type: "string" }, "secret"],
    ["apiKey", { type: "string" }, "secret"],
    ["hidden", { type: "string", writeOnly: true }, "secret"],
    ["source_code", { type: "string" }, "code"],
    ["csvText", { type: "string" }, "textarea"],
    ["note", { type: "string", maxLength: 5_000 }, "textarea"],
    ["name", { type: "string" }, "text"],
    ["tags", { type: "array", items: { enum: ["a"] } }, "multiselect"],
    ["rows", { type: "array", items: { type: "object" } }, "json"],
    ["options", { type: "object" }, "json"],
    ["anything", {}, "json"],
    ["fixed", { const: 1 }, "text"],
  ])("%s %j is %s", (key, property, widget) => {
    expect(defaultWidget(key, property)).toBe(widget);
  });

  test("fields carry the description as help", () => {
    expect(deriveFormFields(schema)[0]).toEqual({
      key: "csvText",
      label: "Csv text",
      widget: "textarea",
      help: "The text",
    });
  });
});

describe("readUiConfig", () => {
  const basis = { name: "Node", description: "Does.", icon: "box", input_schema: schema };
  const keysOf = (config: UiConfig): string[] => config.formFields.map(({ key }) => key);

  test.each([undefined, null, "form", 1, [], { formFields: "x" }, { fields: [1, {}] }])(
    "from %j everything is derived",
    (value) => {
      const { ui_config, warnings } = readUiConfig(value, basis);
      expect(UiConfig.parse(ui_config)).toMatchObject({ label: "Node", description: "Does." });
      expect(keysOf(ui_config)).toEqual(["csvText", "max_rows", "mode", "any", "mixed"]);
      expect(warnings).toEqual([]);
    },
  );

  test("keeps what can be used, completes it and warns of the rest", () => {
    const value = {
      label: "My form",
      colour: "x",
      style: { color: "#fff" },
      fields: [
        {
          name: "mode",
          widget: "radio",
          label: "Choose",
          order: 2,
          visible_when: { key: "any", equals: 1 },
        },
        { key: "csvText", widget: "code", visible_when: { key: "gone", equals: 1 }, extra: true },
        { key: "csvText", widget: "text" },
        { key: "gone" },
      ],
    };
    const { ui_config, warnings } = readUiConfig(value, basis);
    expect(ui_config).toMatchObject({ label: "My form", style: { color: "#fff", icon: "box" } });
    expect(ui_config.formFields.slice(0, 2)).toEqual([
      {
        key: "mode",
        label: "Choose",
        widget: "select",
        order: 2,
        visible_when: { key: "any", equals: 1 },
      },
      { key: "csvText", label: "Csv text", widget: "code", help: "The text" },
    ]);
    expect(keysOf(ui_config)).toEqual(["mode", "csvText", "max_rows", "any", "mixed"]);
    expect(warnings).toMatchObject([
      { code: "form-field-dropped", message: expect.stringContaining("gone") },
    ]);
  });
});

describe("readCapabilities", () => {
  test.each([undefined, null, "none", [], { hosts: "api.example.com" }])(
    "%j asks for nothing",
    (value) => {
      expect(readCapabilities(value).capabilities).toEqual(Capabilities.parse({}));
    },
  );

  test("addresses become hosts and limits the nearest that is offered", () => {
    const value = {
      hosts: [
        "https://API.example.com/v1",
        "api.example.com",
        "input:url",
        "b.example:8080",
        "",
        7,
      ],
      timeout_ms: 60_000,
      memory_mb: 1,
    };
    const { capabilities, warnings } = readCapabilities(value);
    expect(capabilities).toEqual({
      hosts: ["api.example.com", "input:url", "b.example:8080"],
      timeout_ms: 20_000,
      memory_mb: 16,
    });
    expect(warnings).toMatchObject([{ code: "capability-dropped" }]);
  });

  test("at most ten hosts", () => {
    const hosts = Array.from({ length: 12 }, (_, index) => `h${index}.example.com`);
    const { capabilities, warnings } = readCapabilities({ hosts });
    expect(capabilities.hosts).toHaveLength(10);
    expect(warnings).toHaveLength(1);
  });
});

describe("deriveKind", () => {
  const object = (...names: string[]): JsonObject => ({
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, {}])),
  });
  const kindOf = (code: string, input: JsonObject, output: JsonObject) =>
    deriveKind({ execution_code: code, input_schema: input, output_schema: output });

  test.each([
    [
      "effect",
      "async function execute(i, ctx) { return ctx.fetch(i.url); }",
      object("state"),
      object("state"),
    ],
    ["reducer", "function execute(i) { return i; }", object("state", "event"), object("state")],
    ["orchestrator", "function execute(i) { return i; }", object("steps"), object("plan")],
    ["compute", "function execute(i) { return i; }", object("state"), object("x")],
    ["compute", "function execute( {", object(), object()],
  ])("%s", (kind, code, input, output) => {
    expect(kindOf(code, input, output)).toBe(kind);
  });
});
