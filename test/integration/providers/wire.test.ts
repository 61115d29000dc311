import { describe, expect, it } from "vitest";
import { claudeProvider } from "#shared/providers/claude.ts";
import { ollamaProvider } from "#shared/providers/ollama.ts";
import { openaiProvider } from "#shared/providers/openai.ts";
import { startClaudeServer } from "../../support/providers/claude-server.ts";
import { aCall, aRequest, testKey } from "../../support/providers/every-provider.ts";
import { startOllamaServer } from "../../support/providers/ollama-server.ts";
import { startOpenaiServer } from "../../support/providers/openai-server.ts";

const warm = aRequest({ temperature: 0.2 });

describe("what Claude is sent", () => {
  it("is a stream request with a cacheable system text and no temperature", async () => {
    await using server = await startClaudeServer();
    const provider = claudeProvider({ apiKey: testKey, model: "m-1", baseUrl: server.url });
    const { notes } = await provider.generate(warm, aCall());
    expect(server.requests[0]?.body).toEqual({
      model: "m-1",
      max_tokens: 1_000,
      stream: true,
      system: [{ type: "text", text: warm.system, cache_control: { type: "ephemeral" } }],
      messages: [{ role: "user", content: warm.prompt }],
    });
    expect(notes).toEqual(["temperature was not sent: m-1 does not accept it"]);
  });

  it("carries the key as a bearer token and the version of the API", async () => {
    await using server = await startClaudeServer();
    const provider = claudeProvider({ apiKey: testKey, model: "m-1", baseUrl: server.url });
    await provider.generate(aRequest({ system: "" }), aCall());
    const { headers, body } = server.requests[0] ?? {};
    expect(headers?.authorization).toBe(`Bearer ${testKey}`);
    expect(headers?.["anthropic-version"]).toBe("2026-10-21");
    expect(body.system).toBeUndefined();
  });
});

describe("a model that thinks", () => {
  it("is given room for it beside the reply", async () => {
    await using claude = await startClaudeServer();
    await using openai = await startOpenaiServer();
    await claudeProvider({
      apiKey: testKey,
      model: "claude-sonnet-5-5",
      baseUrl: claude.url,
    }).generate(warm, aCall());
    await openaiProvider({
      apiKey: testKey,
      model: "gpt-6.1-sol",
      baseUrl: openai.url,
      api: "responses",
    }).generate(warm, aCall());
    expect(claude.requests[0]?.body.max_tokens).toBe(17_384);
    expect(openai.requests[0]?.body.max_output_tokens).toBe(17_384);
  });
});

describe("what OpenAI's Responses API is sent", () => {
  it("is not stored there", async () => {
    await using server = await startOpenaiServer();
    const provider = openaiProvider({
      apiKey: testKey,
      model: "m-1",
      baseUrl: server.url,
      api: "responses",
    });
    const { notes } = await provider.generate(warm, aCall());
    expect(server.requests[0]?.path).toBe("/v1/responses");
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${testKey}`);
    expect(server.requests[0]?.body).toEqual({
      model: "m-1",
      instructions: warm.system,
      input: warm.prompt,
      max_output_tokens: 1_000,
      temperature: 0.2,
      store: false,
      stream: true,
    });
    expect(notes).toEqual([]);
  });
});

describe("what a host that is compatible with OpenAI is sent", () => {
  it("is a chat completion in the older words, unless told otherwise", async () => {
    await using server = await startOpenaiServer();
    const provider = openaiProvider({ apiKey: testKey, model: "m-1", baseUrl: server.url });
    await provider.generate(warm, aCall());
    expect(server.requests[0]?.path).toBe("/v1/chat/completions");
    expect(server.requests[0]?.body).toEqual({
      model: "m-1",
      messages: [
        { role: "system", content: warm.system },
        { role: "user", content: warm.prompt },
      ],
      max_tokens: 1_000,
      temperature: 0.2,
      stream_options: { include_usage: true },
      stream: true,
    });
  });
});

describe("what Ollama is sent", () => {
  const request = aRequest({ temperature: 0.2, prompt: "é".repeat(10_000) });

  it("has a context that holds the prompt and the reply", async () => {
    await using server = await startOllamaServer();
    await ollamaProvider({ model: "m-1", baseUrl: `${server.url}/` }).generate(request, aCall());
    expect(server.requests.map(({ path }) => path)).toEqual(["/api/show", "/api/chat"]);
    const { options, ...body } = server.requests[1]?.body ?? {};
    expect(body).toEqual({
      model: "m-1",
      stream: true,
      messages: [
        { role: "system", content: request.system },
        { role: "user", content: request.prompt },
      ],
    });
    expect(options).toEqual({ num_ctx: 10_240, num_predict: 1_000, temperature: 0.2 });
  });

  it("asks a model that thinks not to, and asks what it can do only once", async () => {
    const show = {
      capabilities: ["completion", "thinking"],
      model_info: { "qwen3.context_length": 8_192 },
    };
    await using server = await startOllamaServer(undefined, show);
    const provider = ollamaProvider({ model: "m-1", baseUrl: server.url });
    await provider.generate(request, aCall());
    await provider.generate(request, aCall());
    const chats = server.requests.filter(({ path }) => path === "/api/chat");
    expect(chats.map(({ body }) => [body.think, body.options.num_ctx])).toEqual([
      [false, 8_192],
      [false, 8_192],
    ]);
    expect(server.requests).toHaveLength(3);
  });

  it("is nothing where the prompt cannot fit the model's window", async () => {
    const show = { model_info: { "llama.context_length": 2_048 } };
    await using server = await startOllamaServer(undefined, show);
    const outcome = ollamaProvider({ model: "m-1", baseUrl: server.url }).generate(
      request,
      aCall(),
    );
    await expect(outcome).rejects.toMatchObject({ kind: "too_large", retryable: false });
    expect(server.requests.map(({ path }) => path)).toEqual(["/api/show"]);
  });
});
