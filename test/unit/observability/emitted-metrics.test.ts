import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { metricNames, metrics } from "#schemas/metrics.ts";

/** Every call that tells a metric; the compiler checks the name, so a text is enough to find it. */
const told = ["shared", "functions"]
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  )
  .filter((path) => path.endsWith(".ts"))
  .flatMap((path) => [...readFileSync(path, "utf8").matchAll(/\.(count|measure)\(\s*"(\w+)"/g)])
  .map(([, how = "", name = ""]) => ({ how, name }));

const waysOf = (name: string) =>
  new Set(told.filter((one) => one.name === name).map(({ how }) => how));

describe("the code", () => {
  it.each(metricNames)("emits %s, counted if it is a count and measured if it is not", (name) => {
    const way = metrics[name].unit === "Count" ? "count" : "measure";
    expect([...waysOf(name)]).toEqual([way]);
  });

  it("emits nothing that the catalogue does not have", () => {
    const names: readonly string[] = metricNames;
    expect(told.map(({ name }) => name).filter((name) => !names.includes(name))).toEqual([]);
  });
});
