import { describe, expect, it } from "vitest";
import type { Ask } from "#shared/generation/attempt.ts";
import { readReply } from "#shared/generation/read-reply.ts";
import type { StopReason } from "#shared/providers/provider.ts";
import { previousContent } from "../../support/context/previous-attempt.ts";
import { anAttempt } from "../../support/generation/attempt-samples.ts";
import { twoPartReply } from "../../support/providers/two-part-reply.ts";

const whole = twoPartReply();
const [json = "", script = ""] = whole.split("```js\n");
const code = `\`\`\`js\n${script}`;
const create: Ask = { kind: "create", maxOutputTokens: 1_000 };

const replyOf = (text: string, stop: StopReason = "complete") => ({
  ...anAttempt().reply,
  text,
  stop,
});

const read = (text: string, stop?: StopReason, ask = create) =>
  readReply(replyOf(text, stop), ask, undefined);

const settledIn = (text: string, stop?: StopReason) => {
  const result = read(text, stop);
  if (result.ok || result.unread.metadata === undefined) throw new Error("nothing is settled");
  return { reason: result.unread.reason, metadata: result.unread.metadata };
};

describe("a reply in two blocks", () => {
  it("gives the draft", () => {
    expect(read(whole)).toMatchObject({ ok: true, layer: "fences" });
  });

  it.each<[string, string, StopReason, string]>([
    ["has no code", json, "complete", "no_code"],
    ["is cut inside the code", whole.slice(0, -60), "max_tokens", "truncated"],
    [
      "has code of another language",
      `${json}\`\`\`python\ndef execute(i):\n  pass\n\`\`\``,
      "complete",
      "wrong_language",
    ],
  ])("that %s leaves its metadata settled", (_, text, stop, reason) => {
    const settled = settledIn(text, stop);
    expect(settled.reason).toBe(reason);
    expect(settled.metadata).toMatchObject({ name: "Celsius to Fahrenheit" });
    expect(settled.metadata.tests).toHaveLength(5);
  });

  it.each<[string, string, StopReason]>([
    ["is cut inside the metadata", whole.slice(0, 700), "max_tokens"],
    ["holds code alone", code, "complete"],
    ["describes nothing", '```json\n{"hello": 1}\n```', "complete"],
  ])("that %s settles nothing", (_, text, stop) => {
    const result = read(text, stop);
    expect(result).toMatchObject({ ok: false, unread: { metadata: undefined } });
  });
});

describe("a reply that was asked for code alone", () => {
  const { metadata } = settledIn(json);
  const ask: Ask = { kind: "code-only", metadata, maxOutputTokens: 1_000 };

  it("is joined with what is settled", () => {
    const result = read(code, "complete", ask);
    expect(result).toMatchObject({ ok: true, layer: "settled+code" });
    expect(result.ok && result.draft).toMatchObject({ name: metadata.name, tests: metadata.tests });
  });

  it("may bring the whole node again: its code counts, what is settled stays", () => {
    const other = twoPartReply({ description: { name: "Another name" } });
    const result = read(other, "complete", ask);
    expect(result.ok && result.draft.name).toBe(metadata.name);
  });

  it.each<[string, StopReason]>([
    [code.slice(0, -60), "max_tokens"],
    [code.slice(0, -60), "complete"],
    [`${code.slice(0, -60)}\n\`\`\``, "max_tokens"],
  ])("is never half a function", (text, stop) => {
    const result = read(text, stop, ask);
    expect(result).toMatchObject({ ok: false, unread: { reason: "truncated", metadata } });
  });
});

describe("code that comes with words of regret", () => {
  const { metadata } = settledIn(json);
  const ask: Ask = { kind: "code-only", metadata, maxOutputTokens: 1_000 };
  const sorry = "I apologize for the mistake.\n\n";

  it.each<[string, string, StopReason, string]>([
    ["half of it", `${code.slice(0, -60)}\n\`\`\``, "complete", "no_code"],
    [
      "in another language",
      "```python\ndef execute(i):\n  pass\n```",
      "complete",
      "wrong_language",
    ],
    ["half of it, cut", code.slice(0, -60), "max_tokens", "truncated"],
  ])("is no refusal: %s", (_, text, stop, reason) => {
    expect(read(`${sorry}${text}`, stop, ask)).toMatchObject({ ok: false, unread: { reason } });
  });

  it("is none either where the whole node was asked for", () => {
    const result = read(`${sorry}\`\`\`python\ndef execute(i):\n  pass\n\`\`\``);
    expect(result).toMatchObject({ ok: false, unread: { reason: "no_block" } });
  });

  it("is one where the provider says so, whatever code there is", () => {
    const result = read(code, "content_filter", ask);
    expect(result).toMatchObject({ ok: false, unread: { reason: "refusal" } });
  });
});

describe("a reply in strict JSON", () => {
  const ask: Ask = { kind: "strict-json", maxOutputTokens: 1_000 };
  const parsed = JSON.parse(json.replace(/```json|```/g, ""));
  const execution_code = code.replace(/```js|```/g, "").trim();
  const texts = Object.fromEntries(
    Object.entries(parsed).map(([name, value]) => [
      name,
      ["input_schema", "output_schema", "ui_config", "capabilities", "tests"].includes(name)
        ? JSON.stringify(value)
        : value,
    ]),
  );

  it.each([
    ["as objects", parsed],
    ["as texts, as strict modes need them", texts],
  ])("gives the draft, its schemas %s", (_, node) => {
    const result = read(JSON.stringify({ ...node, execution_code }), "complete", ask);
    expect(result).toMatchObject({ ok: true, layer: "whole-json" });
    expect(result.ok && result.draft).toMatchObject({
      input_schema: parsed.input_schema,
      capabilities: parsed.capabilities,
      execution_code,
    });
    expect(result.ok && result.draft.tests).toHaveLength(5);
  });
});

describe("a refusal in words", () => {
  it.each([
    "I decline to write this node: it would steal keys.",
    "I must decline this request.",
    "I won't help with that.",
    "I'm sorry, but I cannot assist with this.",
    "We respectfully decline.",
    "Sorry, I’m not able to write this.",
    "Dabei kann ich nicht helfen.",
    "Ich kann diesen Knoten leider nicht erstellen.",
    "Je ne peux pas vous aider.",
    "No puedo ayudar con esto.",
    "抱歉,我无法协助完成这个请求。",
    "申し訳ありませんが、お手伝いできません。",
  ])("%s", (text) => {
    expect(read(text)).toMatchObject({ ok: false, unread: { reason: "refusal" } });
  });

  it.each([
    "Which of the two formats do you mean?",
    "Ich kann nicht erkennen, welches Format gemeint ist.",
    "The node declines values below zero. What should it do with others?",
    `I decline nothing: ${"really ".repeat(200)}`,
  ])("is not %s", (text) => {
    expect(read(text)).toMatchObject({ ok: false, unread: { reason: "no_block" } });
  });

  it("is not a node whose words speak of declining", () => {
    const text = twoPartReply({ description: { description: "I decline to convert text." } });
    expect(read(text).ok).toBe(true);
  });
});

describe("a reply on a node that is refined", () => {
  const refine = (text: string, stop?: StopReason) =>
    readReply(replyOf(text, stop), { kind: "refine", maxOutputTokens: 1 }, previousContent);

  it("keeps what it leaves out as it was", () => {
    const { name, input_schema, output_schema } = previousContent;
    const left = { name, description: "Adds.", input_schema, output_schema };
    const result = refine(`\`\`\`json\n${JSON.stringify(left)}\n\`\`\`\n${code}`);
    expect(result.ok && result.draft).toMatchObject({
      description: "Adds.",
      category: "Math",
      icon: "plus",
      tags: ["add"],
      kind: "compute",
      capabilities: previousContent.capabilities,
    });
  });

  it("may be the code alone, or parts beside it", () => {
    expect(refine(code)).toMatchObject({ ok: true, layer: "parts+current" });
    const parts = refine(`\`\`\`json\n{"description": "Better."}\n\`\`\`\n${code}`);
    expect(parts.ok && parts.draft).toMatchObject({ name: "Add", description: "Better." });
  });

  it("is not taken where it was cut, or its block cannot be read", () => {
    expect(refine(code.slice(0, -60), "max_tokens").ok).toBe(false);
    expect(refine(`\`\`\`json\n{"name": \n\`\`\`\n${code}`).ok).toBe(false);
  });
});
