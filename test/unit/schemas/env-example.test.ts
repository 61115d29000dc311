import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { settings } from "#schemas/settings.ts";

const listed = new Map(
  readFileSync(".env.example", "utf8")
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
});
