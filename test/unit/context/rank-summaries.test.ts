import { describe, expect, it } from "vitest";
import { NodeSummary } from "#schemas/node.ts";
import { rankSummaries } from "#shared/generation/references/rank-summaries.ts";
import { instant, newNodeId } from "../../support/stores/node-samples.ts";

const summary = (name: string, description: string, tags: string[] = []) =>
  NodeSummary.parse({
    id: newNodeId(),
    name,
    description,
    category: "Data",
    icon: "box",
    tags,
    version: 1,
    version_count: 1,
    verification: { status: "passed", passed: 1, failed: 0, ran_at: instant(0) },
    is_active: true,
    created_at: instant(0),
    updated_at: instant(0),
  });

const nodes = [
  summary("Celsius to Fahrenheit", "Converts degrees Celsius to degrees Fahrenheit.", ["units"]),
  summary("CSV to objects", "Converts CSV text with a header row to objects.", ["csv", "parse"]),
  summary("Objects to CSV", "Writes a list of objects as CSV text.", ["csv", "export"]),
  summary("Invoice total", "Sums the amounts of an invoice's lines, with VAT.", ["invoice"]),
  summary("Slugify title", "Turns a title into a slug for an address.", ["slug", "url"]),
];

const namesFor = (request: string, most = 3) =>
  rankSummaries(nodes, request, most).map(({ name }) => name);

describe("rankSummaries", () => {
  it.each([
    ["Convert degrees Celsius to Fahrenheit", ["Celsius to Fahrenheit"]],
    ["Parse CSV text into objects", ["CSV to objects", "Objects to CSV"]],
    ["Make a slug of an article's title", ["Slugify title"]],
    ["Sum an invoice's lines", ["Invoice total"]],
  ])("finds what is like %j", (request, names) => {
    expect(namesFor(request)).toEqual(names);
  });

  it.each([
    "Fetch the weather for a city",
    "Convert a list of values",
    "Post a message to Slack when a payment fails",
    "将摄氏度转换为华氏度",
    "???",
  ])("finds nothing like %j", (request) => {
    expect(namesFor(request)).toEqual([]);
  });

  it("gives no more than it is asked for", () => {
    expect(namesFor("Parse CSV text into objects", 1)).toEqual(["CSV to objects"]);
  });

  it("finds a node also where it is the only one", () => {
    const [only] = nodes;
    if (only === undefined) throw new Error("no node");
    expect(rankSummaries([only], "Convert Celsius to Fahrenheit", 3)).toEqual([only]);
    expect(rankSummaries([], "Convert Celsius to Fahrenheit", 3)).toEqual([]);
  });
});
