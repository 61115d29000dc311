import { describe, expect, it } from "vitest";
import type { ProviderEvent } from "#shared/providers/provider.ts";
import {
  aCall,
  aRequest,
  everyProvider,
  type ProviderUnderTest,
} from "../../support/providers/every-provider.ts";
import { inOrder, type ScriptedReply } from "../../support/providers/scripted-reply.ts";
import { twoPartReply } from "../../support/providers/two-part-reply.ts";

async function replyTo(under: ProviderUnderTest, reply: ScriptedReply) {
  await using server = await under.start(inOrder(reply));
  return await under.provider(server).generate(aRequest(), aCall());
}

describe.each(everyProvider)("$label", (under) => {
  const { label } = under;

  it("gives the whole text, however the network cuts the stream", async () => {
    const text = `${twoPartReply()}\nGrüße, 温度, 🌡️`;
    const reply = await replyTo(under, { kind: "text", text });
    expect(reply).toMatchObject({ text, stop: "complete", notes: [] });
  });

  it("counts uncached, cached, output and reasoning tokens apart", async () => {
    const { usage } = await replyTo(under, { kind: "text", text: "Some text" });
    const known = { input: 120, cached: 30, output: 40, reasoning: 5 };
    expect(usage).toEqual(label === "ollama" ? { ...known, cached: 0, reasoning: 0 } : known);
  });

  it("tells a reply that was cut at its token limit, and keeps its text and usage", async () => {
    const reply = await replyTo(under, { kind: "text", text: "```json\n{", stop: "max_tokens" });
    expect(reply).toMatchObject({ text: "```json\n{", stop: "max_tokens" });
    expect(reply.usage.output).toBe(40);
    const raw = { claude: "max_tokens", "openai responses": "max_output_tokens" };
    expect(reply.rawStop).toBe(label in raw ? raw[label as keyof typeof raw] : "length");
  });

  it("reports the start and the growing text, never the text itself", async () => {
    const events: ProviderEvent[] = [];
    await using server = await under.start(inOrder({ kind: "text", text: "x".repeat(60) }));
    await under
      .provider(server)
      .generate(aRequest(), aCall({ onEvent: (event) => events.push(event) }));
    expect(events[0]?.type).toBe("start");
    const lengths = events.filter((event) => event.type === "text").map((event) => event.length);
    expect(lengths).toEqual([24, 48, 60]);
  });

  it("names the model that answered", async () => {
    const { model } = await replyTo(under, { kind: "text", text: "Some text" });
    const models = {
      claude: "claude-sonnet-5-5",
      "openai responses": "gpt-6.1-sol-2026-09-29",
      "openai chat": "a-model",
      ollama: "llama3.1",
    };
    expect(model).toBe(models[label]);
  });
});

const [claude, responses, chat, ollama] = everyProvider as [
  ProviderUnderTest,
  ProviderUnderTest,
  ProviderUnderTest,
  ProviderUnderTest,
];

describe("a refusal", () => {
  it("is a stop reason of Claude's, with its category as a note", async () => {
    const reply = await replyTo(claude, { kind: "refusal", text: "No." });
    expect(reply).toMatchObject({ stop: "refusal", rawStop: "refusal", text: "" });
    expect(reply.notes).toEqual(["the model refused, by the provider's category cyber"]);
  });

  it.each([responses, chat])("is a part of the reply of $label, and is its text", async (under) => {
    const reply = await replyTo(under, { kind: "refusal", text: "I decline." });
    expect(reply).toMatchObject({ stop: "refusal", text: "I decline." });
  });
});

describe("other stops", () => {
  it("tells a full context window of Claude's", async () => {
    const reply = await replyTo(claude, { kind: "text", text: "a", stop: "context_exceeded" });
    expect(reply.stop).toBe("context_exceeded");
  });

  it.each([responses, chat])("tells a content filter of $label", async (under) => {
    const reply = await replyTo(under, { kind: "text", text: "a", stop: "content_filter" });
    expect(reply.stop).toBe("content_filter");
  });
});

describe("thinking", () => {
  it.each([chat, ollama])("written into the reply of $label is taken out", async (under) => {
    const text = "<think>\nFirst a ```json block.\n</think>\n\nThe reply";
    expect((await replyTo(under, { kind: "text", text })).text).toBe("The reply");
  });
});
