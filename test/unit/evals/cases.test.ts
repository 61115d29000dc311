import { describe, expect, it } from "vitest";
import { GenerationContext, GenerationRequest } from "#schemas/generation.ts";
import { NodeTest } from "#schemas/node.ts";
import { cases } from "../../../evals/cases/index.ts";
import { tags } from "../../../evals/eval-case.ts";
import { readScript, scriptedIds } from "../../../evals/scripted/read-script.ts";

describe("the cases", () => {
  it("have ids of their own, and are enough", () => {
    const ids = cases.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
    expect(cases.length).toBeGreaterThanOrEqual(40);
  });

  it("are what the API takes", () => {
    for (const { request, context = {}, tests } of cases) {
      expect(GenerationRequest.safeParse({ request, context }).error).toBeUndefined();
      expect(GenerationContext.safeParse(context).error).toBeUndefined();
      for (const test of tests) expect(NodeTest.safeParse(test).error).toBeUndefined();
    }
  });

  it("each say how they are judged", () => {
    const unjudged = cases.filter(({ tests, hostile }) => tests.length === 0 && !hostile);
    expect(unjudged.map(({ id }) => id)).toEqual([]);
    const untagged = cases.filter((one) => one.tags.includes("hostile") !== Boolean(one.hostile));
    expect(untagged.map(({ id }) => id)).toEqual([]);
  });

  it("leave no tag without a case", () => {
    expect(tags.filter((tag) => !cases.some((one) => one.tags.includes(tag)))).toEqual([]);
  });
});

describe("the scripts", () => {
  it("are there for every case, and for nothing else", async () => {
    expect((await scriptedIds()).sort()).toEqual(cases.map(({ id }) => id).sort());
    const scripts = await Promise.all(cases.map(({ id }) => readScript(id)));
    expect(scripts.every((turns) => turns.length > 0)).toBe(true);
  });

  it("say how a reply ended by the name of its file", async () => {
    const [cut, whole] = await readScript("stock-with-retry");
    expect([cut?.stop, whole?.stop]).toEqual(["max_tokens", "complete"]);
  });
});
