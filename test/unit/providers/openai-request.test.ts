import { describe, expect, it } from "vitest";
import { openaiProvider } from "#shared/providers/openai.ts";
import { chatBody } from "#shared/providers/openai-request.ts";
import { aCall, aRequest, testKey } from "../../support/providers/every-provider.ts";

const asked = { request: aRequest({ system: "" }), refused: new Set<never>() };

describe("a chat completion", () => {
  it("at OpenAI is not stored and has the newer name of the token limit", () => {
    expect(chatBody(asked, "m", true)).toEqual({
      model: "m",
      messages: [{ role: "user", content: asked.request.prompt }],
      max_completion_tokens: 1_000,
      store: false,
      stream: true,
      stream_options: { include_usage: true },
    });
  });
});

describe("the API that is spoken", () => {
  it.each([
    [undefined, undefined, "https://api.openai.com/v1/responses"],
    ["https://eu.api.openai.com/v1", undefined, "https://eu.api.openai.com/v1/responses"],
    ["https://api.openai.com/v1", "chat", "https://api.openai.com/v1/chat/completions"],
    ["https://notopenai.com/v1", undefined, "https://notopenai.com/v1/chat/completions"],
    ["https://host.example/v1", "responses", "https://host.example/v1/responses"],
  ] as const)("at %s, told %s, is %s", async (baseUrl, api, url) => {
    const asked: string[] = [];
    const fetch = async (input: string | URL | Request) => {
      asked.push(String(input));
      return Response.json({ error: { message: "no" } }, { status: 401 });
    };
    const provider = openaiProvider({ apiKey: testKey, model: "m", baseUrl, api, fetch });
    await expect(provider.generate(aRequest(), aCall())).rejects.toMatchObject({ kind: "auth" });
    expect(asked).toEqual([url]);
  });
});
