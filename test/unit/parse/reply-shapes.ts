/** Parts of replies that the tests of the parser put together in many shapes. */

export const code = `async function execute(inputs, ctx) {
  if (typeof inputs.text !== "string") throw new Error("text must be a string");
  return { upper: inputs.text.toUpperCase() };
}`;

export const metadata = {
  name: "Upper case",
  description: "Makes text upper case.",
  category: "Text",
  icon: "type",
  kind: "compute",
  input_schema: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
  output_schema: { type: "object", properties: { upper: { type: "string" } } },
  capabilities: { hosts: [] },
  tests: [
    { name: "upper", inputs: { text: "a" }, expected: { upper: "A" } },
    { name: "no text", inputs: {}, error: { matches: "must be a string" } },
  ],
};

export const json = JSON.stringify(metadata, null, 2);

export const fence = (language: string, body: string, mark = "```"): string =>
  `${mark}${language}\n${body}\n${mark}\n`;

export const twoPart = `${fence("json", json)}\n${fence("js", code)}`;

export const wholeJson = JSON.stringify({ ...metadata, execution_code: code });
