import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import type { PromptLibrary } from "#shared/patterns/prompt-library.ts";
import { askMock } from "../../support/mock/ask-mock.ts";
import { documentedAnswers } from "../../support/mock/documented-requests.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";

interface Row {
  readonly request: string;
  readonly verdict: string;
}

const readRows = async (): Promise<Row[]> => {
  const text = await readFile(new URL("../../../docs/mock-provider.md", import.meta.url), "utf8");
  return text
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(2)
    .map((line) => {
      const [, request = "", verdict = ""] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
      return { request: request.replaceAll("\\|", "|"), verdict: verdict.replaceAll("`", "") };
    });
};

let library: PromptLibrary;
let rows: readonly Row[];
beforeAll(async () => {
  library = await compileShippedLibrary();
  rows = await readRows();
});

const verdictOn = async (request: string): Promise<string> => {
  const answer = await askMock(library, request).catch(() => undefined);
  if (answer === undefined) return "refused";
  const used = library.patterns.find(({ name }) => answer.reply.notes[0]?.includes(`"${name}"`));
  return used?.id ?? "unknown";
};

describe("the table in docs/mock-provider.md", () => {
  it("holds twenty requests, each once", () => {
    expect(new Set(rows.map(({ request }) => request)).size).toBe(20);
    expect(rows).toHaveLength(20);
  });

  it("says what the offline provider does with each", async () => {
    const verdicts = await Promise.all(rows.map(({ request }) => verdictOn(request)));
    expect(rows.map(({ request }, index) => ({ request, verdict: verdicts[index] }))).toEqual(rows);
  });

  it("is proven by a run of each node that it tells of", () => {
    const told = rows.filter(({ verdict }) => verdict !== "refused");
    const proven = documentedAnswers.map(({ request, pattern }) => ({ request, verdict: pattern }));
    expect(told).toEqual(proven);
  });
});
