import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { settings } from "#schemas/settings.ts";
import { stackParameters } from "../../../local/local-settings.ts";

const text = readFileSync(".env.example", "utf8");
const listed = new Map(
  text
    .split("\n")
    .map((line) => line.replace(/^# (?=[A-Z_]+=)/, ""))
    .filter((line) => /^[A-Z_]+=/.test(line))
    .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
);

describe(".env.example", () => {
  it("lists every setting with its default", () => {
    for (const [name, setting] of Object.entries(settings)) {
      expect(listed.get(name), name).toBe(setting.default);
    }
  });

  it("copied as it is to .env gives a local stack that can generate", () => {
    const parameters = stackParameters(parseEnv(text));
    expect(parameters).toMatchObject({ LlmProvider: "mock", AllowMockProvider: "true" });
    expect(parameters).not.toHaveProperty("TokenIssuer");
  });
});
