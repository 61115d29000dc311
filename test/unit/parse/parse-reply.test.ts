import { describe, expect, test } from "vitest";
import { parseReply } from "#shared/generation/parse/parse-reply.ts";
import { code, fence, json, metadata, twoPart, wholeJson } from "./reply-shapes.ts";

const camel = {
  title: metadata.name,
  summary: metadata.description,
  inputSchema: metadata.input_schema,
  outputSchema: JSON.stringify(metadata.output_schema),
  testCases: metadata.tests,
};

const usage = 'const result = await execute({ text: "a" }, ctx);\nconsole.log(result);';

const good: readonly (readonly [string, string, string])[] = [
  ["two blocks", twoPart, "fences"],
  ["prose around", `Here it is:\n\n${twoPart}\nHave fun!`, "fences"],
  [
    "a byte order mark and Windows line ends",
    `\uFEFF${twoPart.replaceAll("\n", "\r\n")}`,
    "fences",
  ],
  ["thoughts in front", `<think>\nI need {} and \`\`\`\n</think>\n${twoPart}`, "fences"],
  ["two thoughts in front", `<think>a</think>\n<think>b</think>${twoPart}`, "fences"],
  ["a thought without its opening tag", `first this, then that</think>\n${twoPart}`, "fences"],
  ["longer fences", `${fence("json", json, "````")}${fence("js", code, "````")}`, "fences"],
  ["tildes", `${fence("json", json, "~~~")}${fence("js", code, "~~~")}`, "fences"],
  ["unlabelled fences", `${fence("", json)}${fence("", code)}`, "fences"],
  ["code first", `${fence("js", code)}${fence("json", json)}`, "fences"],
  ["an outer Markdown fence", `\`\`\`markdown\n${twoPart}\`\`\``, "fences"],
  ["JSON block never closed", `\`\`\`json\n${json}\n${fence("js", code)}`, "fences"],
  ["code block never closed but whole", `${fence("json", json)}\`\`\`js\n${code}`, "fences"],
  ["a usage example after the code", `${twoPart}\nUse it:\n${fence("js", usage)}`, "fences"],
  ["an example output after the code", `${twoPart}\n${fence("json", '{"upper":"A"}')}`, "fences"],
  ["TypeScript label", `${fence("json", json)}${fence("typescript", code)}`, "fences"],
  ["whole JSON", wholeJson, "whole-json"],
  ["whole JSON, double encoded", JSON.stringify(wholeJson), "whole-json"],
  ["whole JSON in an array", `[${wholeJson}]`, "whole-json"],
  ["whole JSON under `node`", `{"node":${wholeJson}}`, "whole-json"],
  ["code in the JSON block", fence("json", wholeJson), "fences"],
  [
    "code as lines",
    fence("json", JSON.stringify({ ...metadata, execution_code: code.split("\n") })),
    "fences",
  ],
  [
    "code with its own fence inside JSON",
    JSON.stringify({ ...metadata, code: fence("js", code) }),
    "whole-json",
  ],
  ["other names of keys", `${fence("json", JSON.stringify(camel))}${fence("js", code)}`, "fences"],
  ["tags", `<json>\n${json}\n</json>\n<code>\n${code}\n</code>`, "tags"],
  ["tags with fences inside", `<node>${fence("json", json)}</node>${fence("js", code)}`, "fences"],
  ["bare object and bare function", `The node: ${json}\n\n${code}\n\nDone.`, "balanced"],
  ["bare object, fenced code", `${json}\n${fence("js", code)}`, "balanced"],
  [
    "trailing commas",
    `${fence("json", json.replace(/\n\}$/, ",\n}"))}${fence("js", code)}`,
    "fences+soft-fix",
  ],
  [
    "comments",
    `${fence("json", json.replace("{", "{ // the node\n"))}${fence("js", code)}`,
    "fences+soft-fix",
  ],
  [
    "raw line ends in strings",
    `${fence("json", json.replace("Makes text", "Makes\ntext"))}${fence("js", code)}`,
    "fences+soft-fix",
  ],
  [
    "single quotes",
    `${fence("json", json.replaceAll('"', "'"))}${fence("js", code)}`,
    "fences+jsonrepair",
  ],
];

describe("replies that hold a node", () => {
  test.each(good)("%s", (_name, reply, layer) => {
    const parsed = parseReply(reply, "complete");
    expect(parsed).toMatchObject({ ok: true, layer });
    if (!parsed.ok) return;
    expect(parsed.draft.execution_code.trim()).toBe(code);
    expect(parsed.draft.name).toBe(metadata.name);
    expect(parsed.draft.output_schema).toEqual(metadata.output_schema);
    expect(parsed.draft.tests).toHaveLength(2);
  });

  test("the last whole node wins", () => {
    const second = json.replace("Upper case", "Better");
    const reply = `${twoPart}\nBetter:\n${fence("json", second)}${fence("js", code)}`;
    expect(parseReply(reply, "complete")).toMatchObject({ draft: { name: "Better" } });
  });

  test("a fence inside a comment of the code does not end the block", () => {
    const tricky = code.replace("return", "/*\n```\nfenced\n```\n*/\n  return");
    const parsed = parseReply(`${fence("json", json)}${fence("js", tricky)}`, "complete");
    expect(parsed).toMatchObject({ ok: true, draft: { execution_code: tricky } });
  });

  test("one broken test is left out with a note, the others stay", () => {
    const tests = [...metadata.tests, { name: "nothing expected", inputs: {} }];
    const parsed = parseReply(JSON.stringify({ ...metadata, tests, code }), "complete");
    expect(parsed).toMatchObject({
      ok: true,
      notes: [expect.stringContaining("tests[2] was left out")],
    });
  });

  test("a reply that was cut after both blocks is whole", () => {
    expect(parseReply(`${twoPart}\nThis node`, "max_tokens")).toMatchObject({ ok: true });
  });
});

const half = code.slice(0, -20);
const refusal = "I'm sorry, but I can't help with that request.";

const bad: readonly (readonly [string, string, string])[] = [
  ["nothing", "", "empty"],
  ["white space", " \n\t", "empty"],
  ["a thought that never ends", "<think>\nlet me see", "truncated"],
  ["a web page", "<!DOCTYPE html><html><body>502</body></html>", "html_page"],
  ["an error object", '{"error":{"message":"overloaded"}}', "provider_error"],
  ["prose only", "What should the separator be?", "no_block"],
  ["regret only", refusal, "refusal"],
  ["metadata without code", fence("json", json), "no_code"],
  [
    "Python",
    `${fence("json", json)}${fence("python", "def execute(inputs): return {}")}`,
    "wrong_language",
  ],
  ["code without metadata", fence("js", code), "no_block"],
  ["half a code block", `${fence("json", json)}\`\`\`js\n${half}`, "truncated"],
  ["half a JSON block", `\`\`\`json\n${json.slice(0, 200)}`, "truncated"],
  ["half a function after an object", `${json}\n${half}`, "truncated"],
  [
    "no JSON in the JSON block",
    `${fence("json", "name: Upper case")}${fence("js", code)}`,
    "bad_json",
  ],
  ["another object", `${fence("json", '{"rows":[]}')}${fence("js", code)}`, "invalid_draft"],
  [
    "no output schema",
    JSON.stringify({ ...metadata, output_schema: undefined, code }),
    "invalid_draft",
  ],
];

describe("replies that hold none", () => {
  test.each(bad)("%s", (_name, reply, reason) => {
    const parsed = parseReply(reply, "complete");
    expect(parsed).toMatchObject({ ok: false, reason });
    if (parsed.ok) return;
    expect(parsed.violations.length).toBeGreaterThan(0);
  });

  test("a missing part is named by its path", () => {
    const parsed = parseReply(JSON.stringify({ ...metadata, name: undefined, code }), "complete");
    expect(parsed).toMatchObject({ violations: [{ where: "name", rule: "reply-invalid-draft" }] });
  });

  test.each(["refusal", "content_filter"] as const)("a stop for %s", (stop) => {
    expect(parseReply(twoPart, stop)).toMatchObject({ ok: false, reason: "refusal" });
  });
});
