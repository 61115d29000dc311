import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { claudeProvider } from "#shared/providers/claude.ts";
import { createProvider } from "#shared/providers/create-provider.ts";
import { openaiProvider } from "#shared/providers/openai.ts";
import { startClaudeServer } from "../../support/providers/claude-server.ts";
import { aCall, aRequest, testKey } from "../../support/providers/every-provider.ts";
import { startOllamaServer } from "../../support/providers/ollama-server.ts";
import { startOpenaiServer } from "../../support/providers/openai-server.ts";

const mock = () => Promise.reject(new Error("not asked for"));

describe("keys in the environment", () => {
  beforeEach(() => {
    for (const name of ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "OPENAI_API_KEY"]) {
      vi.stubEnv(name, "sk-of-the-environment");
    }
    vi.stubEnv("OPENAI_ORG_ID", "org-of-the-environment");
    vi.stubEnv("ANTHROPIC_BASE_URL", "http://127.0.0.1:1");
    vi.stubEnv("OPENAI_BASE_URL", "http://127.0.0.1:1");
  });
  afterEach(() => vi.unstubAllEnvs());

  it("are never sent", async () => {
    await using claude = await startClaudeServer();
    await using openai = await startOpenaiServer();
    await claudeProvider({ apiKey: testKey, model: "m", baseUrl: claude.url }).generate(
      aRequest(),
      aCall(),
    );
    await openaiProvider({ apiKey: testKey, model: "m", baseUrl: openai.url }).generate(
      aRequest(),
      aCall(),
    );
    for (const { headers } of [...claude.requests, ...openai.requests]) {
      expect(headers.authorization).toBe(`Bearer ${testKey}`);
      expect(JSON.stringify(headers)).not.toContain("of-the-environment");
    }
  });

  it.each(["", "   ", "sk-with\na line", "sk-ключ"])("do not stand in for the key %j", (apiKey) => {
    const failure = expect.objectContaining({
      kind: "auth",
      message: expect.not.stringContaining("sk-"),
    });
    expect(() => claudeProvider({ apiKey, model: "m" })).toThrow(failure);
    expect(() => openaiProvider({ apiKey, model: "m" })).toThrow(failure);
  });

  it.each([
    ["claude", "ANTHROPIC_API_KEY (or CLAUDE_API_KEY)"],
    ["openai", "OPENAI_API_KEY"],
  ] as const)("do not configure %s", async (name, variable) => {
    const keys = async () => ({ claude: " ", openai: undefined });
    await expect(createProvider({ name, model: "m" }, { keys, mock })).rejects.toMatchObject({
      code: "llm_not_configured",
      message: expect.stringContaining(`its key, ${variable}, is not`),
    });
  });
});

describe("a provider that was chosen", () => {
  const keys = async () => ({ claude: testKey, openai: testKey });

  it("answers through its adapter", async () => {
    await using claude = await startClaudeServer();
    await using openai = await startOpenaiServer();
    await using ollama = await startOllamaServer();
    const choices = [
      { name: "claude", model: "m", baseUrl: claude.url },
      { name: "openai", model: "m", baseUrl: openai.url },
      { name: "ollama", model: "m", baseUrl: ollama.url },
    ] as const;
    for (const choice of choices) {
      const provider = await createProvider(choice, { keys, mock });
      expect([provider.name, provider.model]).toEqual([choice.name, "m"]);
      const { text } = await provider.generate(aRequest(), aCall());
      expect(text).toContain("async function execute");
    }
  });

  it("asks for no key where it needs none", async () => {
    const offline = { name: "mock", model: "mock", generate: mock } as const;
    const provider = await createProvider(
      { name: "mock", model: "mock" },
      { keys: () => Promise.reject(new Error("not asked for")), mock: async () => offline },
    );
    expect(provider).toBe(offline);
  });
});
