import { describe, expect, it } from "vitest";
import {
  choosePlatformProvider,
  type PlatformProviderSettings,
  platformProviderConfigured,
} from "#shared/providers/choose-provider.ts";

const settings = (more: Partial<PlatformProviderSettings>): PlatformProviderSettings => ({
  LLM_PROVIDER: "",
  ALLOW_MOCK_PROVIDER: "false",
  CLAUDE_MODEL: "claude-m",
  ANTHROPIC_BASE_URL: "",
  OPENAI_MODEL: "openai-m",
  OPENAI_BASE_URL: "http://127.0.0.1:1/v1",
  OLLAMA_MODEL: "ollama-m",
  OLLAMA_BASE_URL: "http://localhost:11434",
  ...more,
});

describe("the platform's provider", () => {
  it.each([
    [{ LLM_PROVIDER: "" }, undefined],
    [{ LLM_PROVIDER: "claude" }, { name: "claude", model: "claude-m" }],
    [
      { LLM_PROVIDER: "openai" },
      { name: "openai", model: "openai-m", baseUrl: "http://127.0.0.1:1/v1" },
    ],
    [
      { LLM_PROVIDER: "ollama" },
      { name: "ollama", model: "ollama-m", baseUrl: "http://localhost:11434" },
    ],
    [{ LLM_PROVIDER: "mock" }, undefined],
    [
      { LLM_PROVIDER: "mock", ALLOW_MOCK_PROVIDER: "true" },
      { name: "mock", model: "patterns" },
    ],
  ] as const)("by %o is %o", (more, choice) => {
    expect(choosePlatformProvider(settings(more))).toEqual(choice);
    expect(platformProviderConfigured(settings(more))).toBe(choice !== undefined);
  });
});
