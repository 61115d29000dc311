import { describe, expect, it } from "vitest";
import { LlmConfigRequest } from "#schemas/llm-config.ts";
import { AppError } from "#shared/app-error.ts";
import { looksLikeKey } from "#shared/config/looks-like-key.ts";
import { anthropic, configFixture, firstKey, ollama } from "../../support/config/config-fixture.ts";

async function faultsOf(request: object) {
  const fixture = configFixture();
  const error = await fixture.create(request).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) return [];
  expect(error.code).toBe("invalid_request");
  expect((await fixture.book()).rev).toBe(0);
  return (error.errors ?? []).map(({ path, code, message }) => `${path} ${code}: ${message}`);
}

const openai = (more: object = {}) =>
  anthropic({ provider: "openai", model: "gpt-6.1-sol", ...more });
const apiKey = firstKey;

describe("what is refused", () => {
  it.each([
    [anthropic({ apiConfig: {} }), /apiKey missing: is needed for anthropic/],
    [openai({ apiConfig: {} }), /apiKey missing: is needed for openai/],
    [{ provider: "mock", model: "patterns", apiConfig: { apiKey } }, /apiKey not_for_provider/],
    [anthropic({ model: "gpt-6.1-sol" }), /model other_provider: .*openai.*claude-sonnet-5-5/],
    [anthropic({ repairModel: "gpt-6-sol" }), /repairModel other_provider/],
    [openai({ model: "claude-opus-5" }), /model other_provider: .*anthropic.*gpt-6.1-sol/],
    [openai({ model: "gemini-3-pro" }), /model other_provider: .*another provider/],
    [
      anthropic({ maxTokens: 150_000 }),
      /maxTokens too_big: claude-sonnet-5-5 gives at most 128000/,
    ],
    [anthropic({ apiConfig: { apiKey, api: "chat" } }), /api not_for_provider/],
    [ollama({ apiConfig: { apiUrl: "http://llm.example" } }), /apiUrl bad_api_url: .*https/],
    [ollama({ apiConfig: { apiUrl: "https://10.0.0.7" } }), /apiUrl bad_api_url/],
    [ollama({ apiConfig: { apiUrl: "https://ada:secret@llm.example" } }), /apiUrl (bad|looks)/],
  ])("%j", async (request, expected) => {
    expect((await faultsOf(request)).join("\n")).toMatch(expected);
  });

  it("is a key in any other field, without repeating it", async () => {
    const url = `https://llm.example/${apiKey}/v1`;
    const query = `https://llm.example/v1?key=${apiKey}`;
    const requests = [
      anthropic({ model: apiKey }),
      anthropic({ repairModel: apiKey }),
      ollama({ model: "AIzaSyA0123456789abcdefghijklmnopqrstuv" }),
      ollama({ apiConfig: { apiUrl: url } }),
      ollama({ apiConfig: { apiUrl: query } }),
      ollama({ apiConfig: { apiUrl: `https://${apiKey}@llm.example` } }),
    ];
    for (const request of requests) {
      const faults = (await faultsOf(request)).join("\n");
      expect(faults, JSON.stringify(request)).toMatch(/looks_like_key/);
      expect(faults).not.toMatch(/sk-ant|AIza/);
    }
  });

  it("is every fault at once", async () => {
    const both = anthropic({ model: "gpt-6-sol", apiConfig: { api: "chat" } });
    expect(await faultsOf(both)).toHaveLength(3);
  });

  it.each([
    "",
    " ".repeat(40),
    "short",
    "k".repeat(501),
    "sk-with space-0123456",
    "sk-ünïcode-0123",
  ])("is the key %j, by the schema and without repeating it", (key) => {
    const parsed = LlmConfigRequest.safeParse(anthropic({ apiConfig: { apiKey: key } }));
    expect(parsed.success).toBe(false);
    if (key.trim() !== "") expect(JSON.stringify(parsed.error?.issues)).not.toContain(key);
  });
});

describe("what is taken with a note", () => {
  it.each([
    [anthropic({ temperature: 1 }), [/temperature was not sent/]],
    [anthropic({ model: "claude-next-9" }), [/claude-next-9 is not in the model registry/]],
    [openai({ model: "gpt-7", repairModel: "gpt-6-sol" }), [/gpt-7 is not in/]],
    [
      openai({ model: "llama-4", apiConfig: { apiKey, apiUrl: "https://llm.example" } }),
      [/llama-4/],
    ],
    [anthropic(), []],
    [ollama({ apiConfig: { apiKey } }), []],
    [ollama({ apiConfig: { apiUrl: "http://localhost:11434" } }), []],
  ])("%j", async (request, expected) => {
    const { notes } = await configFixture().create(request);
    expect(notes).toEqual(expected.map((note) => expect.stringMatching(note)));
  });
});

describe("what looks like a key", () => {
  it.each([
    "sk-ant-api03-abc",
    "AIzaSyD",
    "gsk_abc",
    "0123456789abcdef0123456789abcdef",
    "https://x.example/v1/0a1b2c3d4e5f6g7h8i9j0k1l2m",
  ])("%s does", (text) => expect(looksLikeKey(text)).toBe(true));

  it.each([
    "claude-sonnet-5-5-20261001",
    "meta-llama/Llama-3.3-70B-Instruct-Turbo-Free",
    "accounts/fireworks/models/deepseek-v3p1",
    "qwen3:30b-a3b-instruct-2507-q4_K_M",
    "https://my-resource.openai.azure.com/openai/v1",
    "http://127.0.0.1:43211/v1",
  ])("%s does not", (text) => expect(looksLikeKey(text)).toBe(false));
});
