import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { checkNode } from "#shared/checks/index.ts";
import { ruleGroups } from "#shared/checks/rules/index.ts";
import { renderRules } from "#shared/checks/rules/render-rules.ts";
import { halfA, halfB } from "../../corpus/index.ts";
import { exampleFindings } from "./example-findings.ts";

const root = path.join(import.meta.dirname, "../../..");
const rules = ruleGroups.flatMap((group) => group.rules);
const ids = new Set(rules.map(({ id }) => id));

describe("the list of rules", () => {
  test("names each rule once", () => {
    expect(ids.size).toBe(rules.length);
  });

  test("holds every rule that the checks find in the corpus, with its severity", () => {
    for (const { rule, severity } of [...halfA, ...halfB].flatMap((node) =>
      checkNode(node.content),
    )) {
      const documented = rules.find(({ id }) => id === rule);
      expect(documented, rule).toBeDefined();
      if (documented?.severity !== "either") expect(severity, rule).toBe(documented?.severity);
    }
  });

  // Values that do not fit a schema are told by its keywords, which are no rules for nodes.
  const values = "shared/json-schema/validate-value.ts";
  const sources = globSync("shared/{checks,json-schema,generation,proving,nodes}/**/*.ts", {
    cwd: root,
  }).filter((file) => file !== values && !file.includes("checks/rules/"));

  test("holds every rule that is named in the sources", () => {
    const named = sources.flatMap((file) => {
      const text = readFileSync(path.join(root, file), "utf8");
      const calls = text.matchAll(/\b(?:fault|doubt|finding)\(\s*"([a-z0-9-]+)",/g);
      const members = text.matchAll(/\brule: "([a-z0-9-]+)"/g);
      return [...calls, ...members].map(([, id = ""]) => id);
    });
    expect(new Set(named).size).toBeGreaterThan(40);
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
  });

  test("holds every reason of the parser", () => {
    const text = readFileSync(path.join(root, "shared/generation/parse/parsed-reply.ts"), "utf8");
    const reasons = [...text.matchAll(/^ {2}\| "([a-z_]+)"/gm)].map(([, reason = ""]) => reason);
    expect(reasons.length).toBeGreaterThanOrEqual(10);
    const missing = reasons.filter((reason) => !ids.has(`reply-${reason.replaceAll("_", "-")}`));
    expect(missing).toEqual([]);
  });
});

describe("the examples of a rule", () => {
  test.each(rules)("$id", (rule) => {
    const bad = exampleFindings(rule, rule.bad).filter((finding) => finding.rule === rule.id);
    expect(bad.length).toBeGreaterThan(0);
    if (rule.severity !== "either") expect(bad[0]?.severity).toBe(rule.severity);
    const good = exampleFindings(rule, rule.good);
    expect(good.filter((finding) => finding.rule === rule.id)).toEqual([]);
  });
});

test("the page of rules says what the rules say", async () => {
  await expect(renderRules(ruleGroups)).toMatchFileSnapshot("../../../docs/rules.md");
});
