import { describe, expect, it } from "vitest";
import { settings } from "#schemas/settings.ts";
import { parameterName as parameterInStack } from "../../../cdk/parameters.ts";
import {
  missingKey,
  parameterName,
  platformKeys,
  stackParameters,
  tokenNames,
} from "../../../local/local-settings.ts";

const localDefaults = {
  LlmProvider: "mock",
  AllowMockProvider: "true",
  LlmAllowedHosts: "localhost,127.0.0.1,[::1]",
};

describe("settings of the local run", () => {
  it("have the names that the stack gives its parameters", () => {
    for (const name of Object.keys(settings)) {
      expect(parameterName(name)).toBe(parameterInStack(name));
    }
  });

  it("are the offline provider and otherwise the stack's defaults", () => {
    expect(stackParameters({})).toEqual(localDefaults);
  });

  it("are refused in words where they are wrong, also those that are no parameters", () => {
    expect(() => stackParameters({ CONFIG_FETCH_INTERVAL_MINUTES: "often" })).toThrow(
      "CONFIG_FETCH_INTERVAL_MINUTES=often",
    );
  });

  it("come from the environment, an empty one being the default", () => {
    const environment = {
      LOG_LEVEL: "debug",
      LLM_PROVIDER: "",
      CLAUDE_MODEL: "",
      CORS_ORIGINS: "https://a.example",
      OTHER: "x",
    };
    expect(stackParameters(environment)).toEqual({
      ...localDefaults,
      LogLevel: "debug",
    });
  });

  it("are all named where they are wrong", () => {
    const wrong = { LOG_LEVEL: "loud", SYNC_WAIT_SECONDS: "100" };
    expect(() => stackParameters(wrong)).toThrow(/LOG_LEVEL=loud.*\n.*SYNC_WAIT_SECONDS=100/);
  });

  it.each([
    ["LOG_LEVEL", "loud", "may be debug, info, warn, error or silent"],
    ["LLM_PROVIDER", "foo", "may be claude, openai, ollama or mock"],
    ["ALLOW_MOCK_PROVIDER", "yes", "may be true or false"],
    ["OPENAI_BASE_URL", "nowhere", "Invalid URL"],
  ])("say what %s may be where it is %s", (name, value, sentence) => {
    expect(() => stackParameters({ [name]: value })).toThrow(
      new RegExp(`\\n  ${name}=${value}: ${sentence}$`),
    );
  });

  it.each([
    [{}, undefined],
    [{ LLM_PROVIDER: "ollama" }, undefined],
    [{ LLM_PROVIDER: "claude", CLAUDE_API_KEY: "c" }, undefined],
    [{ LLM_PROVIDER: "openai", OPENAI_API_KEY: "o" }, undefined],
    [{ LLM_PROVIDER: "claude", OPENAI_API_KEY: "o" }, /claude .*ANTHROPIC_API_KEY/],
    [{ LLM_PROVIDER: "openai", OPENAI_API_KEY: " " }, /openai .*OPENAI_API_KEY/],
  ])("tell whether the chosen provider lacks its key: %j", (environment, expected) => {
    const warning = missingKey(environment);
    if (expected === undefined) expect(warning).toBeUndefined();
    else expect(warning).toMatch(expected);
  });

  it("hold the providers' keys under the providers' names", () => {
    expect(platformKeys({})).toEqual({});
    expect(platformKeys({ ANTHROPIC_API_KEY: "a", OPENAI_API_KEY: "" })).toEqual({ claude: "a" });
    const both = { CLAUDE_API_KEY: "c", ANTHROPIC_API_KEY: "a", OPENAI_API_KEY: "o" };
    expect(platformKeys(both)).toEqual({ claude: "c", openai: "o" });
  });

  it("say what tokens must say", () => {
    expect(tokenNames({})).toEqual({ audience: "nodesmith", roleClaim: "roles" });
    const cognito = { TOKEN_AUDIENCE: "one, two", ROLE_CLAIM: "cognito:groups" };
    expect(tokenNames(cognito)).toEqual({ audience: "one", roleClaim: "cognito:groups" });
  });
});
