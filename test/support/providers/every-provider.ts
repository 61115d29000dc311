import type { AdapterOptions } from "#shared/providers/adapter.ts";
import { claudeProvider } from "#shared/providers/claude.ts";
import { ollamaProvider } from "#shared/providers/ollama.ts";
import { openaiProvider } from "#shared/providers/openai.ts";
import type { Provider, ProviderCall, ProviderRequest } from "#shared/providers/provider.ts";
import { startClaudeServer } from "./claude-server.ts";
import { startOllamaServer } from "./ollama-server.ts";
import { startOpenaiServer } from "./openai-server.ts";
import type { ProviderServer } from "./provider-server.ts";
import type { Script } from "./scripted-reply.ts";

/** An adapter together with a server that speaks its wire format. */
export interface ProviderUnderTest {
  readonly label: "claude" | "openai responses" | "openai chat" | "ollama";
  start(script?: Script): Promise<ProviderServer>;
  provider(server: ProviderServer, options?: AdapterOptions): Provider;
}

export const testKey = "sk-test-0123456789abcdef0123456789abcdef";

export const everyProvider: readonly ProviderUnderTest[] = [
  {
    label: "claude",
    start: startClaudeServer,
    provider: ({ url }, options) =>
      claudeProvider({ apiKey: testKey, model: "claude-sonnet-5-5", baseUrl: url, ...options }),
  },
  {
    label: "openai responses",
    start: startOpenaiServer,
    provider: ({ url }, options) =>
      openaiProvider({
        apiKey: testKey,
        model: "gpt-6.1-sol",
        baseUrl: url,
        api: "responses",
        ...options,
      }),
  },
  {
    label: "openai chat",
    start: startOpenaiServer,
    provider: ({ url }, options) =>
      openaiProvider({ apiKey: testKey, model: "a-model", baseUrl: url, ...options }),
  },
  {
    label: "ollama",
    start: (script) => startOllamaServer(script),
    provider: ({ url }, options) => ollamaProvider({ model: "llama3.1", baseUrl: url, ...options }),
  },
];

/** Limits with which a test of silence is over at once. */
export const shortLimits = { firstByteMs: 5_000, idleMs: 5_000, backoffMs: 2, longestBackoffMs: 8 };

export const aRequest = (more: Partial<ProviderRequest> = {}): ProviderRequest => ({
  system: "You write nodes.",
  prompt: "Write a node that converts Celsius to Fahrenheit.",
  maxOutputTokens: 1_000,
  task: { kind: "create", request: "Convert Celsius to Fahrenheit", context: {} },
  ...more,
});

export const aCall = (more: Partial<ProviderCall> = {}): ProviderCall => ({
  signal: new AbortController().signal,
  deadline: Date.now() + 20_000,
  ...more,
});
