import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { metricNames, metricSets, metrics } from "#schemas/metrics.ts";

const text = readFileSync("docs/observability.md", "utf8");

const rowOf = (name: (typeof metricNames)[number]): string => {
  const { meaning, dimensions } = metrics[name];
  const sets = metricSets(name).map((set) => (set.length === 0 ? "none" : set.join(" × ")));
  const values = Object.entries(dimensions).map(
    ([dimension, all]: [string, readonly string[]]) => `${dimension}: ${all.join(", ")}`,
  );
  const told = values.length === 0 ? "none" : `${sets.join("; ")} (${values.join("; ")})`;
  return `| \`${name}\` | ${told} | ${meaning} |`;
};

describe("docs/observability.md", () => {
  it("lists every metric as it is in the catalogue", () => {
    const listed = text
      .split("\n")
      .filter((line) => /^\| `[a-z_]+(_total|_seconds|_usd)` \|/.test(line));
    expect(listed).toEqual(metricNames.map(rowOf));
  });

  it("lists every security event", () => {
    for (const event of metrics.security_events_total.dimensions.kind) {
      expect(text).toContain(`| \`${event}\` | `);
    }
  });
});
