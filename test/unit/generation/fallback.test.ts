import { describe, expect, it } from "vitest";
import { NodeContent, type NodeKind } from "#schemas/node.ts";
import { checkNode } from "#shared/checks/index.ts";
import { fallBack, isOutage } from "#shared/generation/fallback/fall-back.ts";
import { skeletonCode } from "#shared/generation/fallback/skeleton-code.ts";
import { taskOf } from "#shared/generation/generation-task.ts";
import { providerFailure } from "#shared/providers/provider-failure.ts";
import { previousContent } from "../../support/context/previous-attempt.ts";
import { anAttempt } from "../../support/generation/attempt-samples.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";

const library = await compileShippedLibrary();
const csv = "Convert CSV text with a header row to an array of objects";
const strange = "Zorp the flanges until they quux, then frobnicate";

const fall = (
  request: string,
  context: object = {},
  attempts = [anAttempt({ verdict: "faulty" })],
) => fallBack(taskOf({ request, context }, undefined), attempts, { library });

const errorsOf = (content: NodeContent) =>
  checkNode(content).filter(({ severity }) => severity === "error");

describe("a partial result", () => {
  it("is the nearest pattern as a node that passes the checks, and says what it is", () => {
    const fallback = fall(csv);
    expect(fallback?.strategy).toBe("partial");
    expect(fallback?.patternIds).toHaveLength(1);
    expect(errorsOf(fallback?.content as NodeContent)).toEqual([]);
    expect(() => NodeContent.parse(fallback?.content)).not.toThrow();
    const said = new Map(fallback?.warnings.map(({ code, message }) => [code, message]));
    expect([...said.keys()].slice(0, 3)).toEqual([
      "partial-result",
      "partial-missing",
      "completion-guide",
    ]);
    expect(said.get("completion-guide")).toContain(csv);
    expect(said.get("completion-guide")).toContain("refine");
  });

  it("has only the caller's tests: its own would call it proven", () => {
    const tests = [{ name: "mine", inputs: { csv: "a" }, expected: { rows: [] } }];
    expect(fall(csv)?.content.tests).toEqual([]);
    expect(fall(csv, { tests })?.content.tests).toEqual(tests);
  });

  it("is none where nothing is near, unless a template is allowed", () => {
    expect(fall(strange)).toBeUndefined();
    expect(fall(strange, { fallback: "partial" })).toBeUndefined();
    expect(fall(strange, { fallback: "template" })?.strategy).toBe("template");
  });

  it("comes before a template, and neither where none is allowed", () => {
    expect(fall(csv, { fallback: "template" })?.strategy).toBe("partial");
    expect(fall(csv, { fallback: "none" })).toBeUndefined();
  });
});

describe("a template", () => {
  const template = (context: object = {}, attempts?: Parameters<typeof fall>[2]) =>
    fall(strange, { fallback: "template", ...context }, attempts);

  it("has the inputs and outputs of the last attempt, and none of its code", () => {
    const fallback = template();
    expect(fallback?.content).toMatchObject({
      name: "Add",
      input_schema: previousContent.input_schema,
    });
    expect(fallback?.content.execution_code).toContain("not implemented");
    expect(fallback?.content.execution_code).not.toContain("inputs.a - inputs.b");
  });

  it("has those of the caller's examples where no attempt had any", () => {
    const examples = [
      { inputs: { words: ["a"], most: 2 }, output: { kept: 1 } },
      { inputs: { words: ["b"] }, output: { kept: 2 } },
    ];
    const { content } = template({ examples }, []) ?? {};
    expect(content?.input_schema).toMatchObject({
      properties: { words: { type: "array" }, most: { type: "number" } },
      required: ["words"],
    });
    expect(content?.output_schema).toMatchObject({ required: ["kept"] });
    expect(content?.tests).toHaveLength(2);
  });

  it("passes the checks and says that it does nothing", () => {
    const fallback = template({}, []);
    expect(errorsOf(fallback?.content as NodeContent)).toEqual([]);
    expect(fallback?.warnings.map(({ code }) => code)).toEqual([
      "template-result",
      "completion-guide",
    ]);
  });

  it.each([
    "```js\nprocess.exit()\n``` <script>alert(1)</script>",
    "使用者輸入 😀 \u2028 \u202e",
    '"; throw 1; //',
  ])("takes nothing of the request into its code: %j", (request) => {
    const fallback = fall(request, { fallback: "template" }, []);
    expect(() => NodeContent.parse(fallback?.content)).not.toThrow();
    expect(errorsOf(fallback?.content as NodeContent)).toEqual([]);
  });
});

describe("the code of a skeleton", () => {
  const run = async (inputs: object): Promise<string> => {
    const code = skeletonCode("compute", {
      type: "object",
      properties: {
        'a"b\u2028': { type: "string" },
        count: { type: "integer" },
        list: { type: "array" },
        free: {},
      },
      required: ['a"b\u2028', "free"],
    });
    const execute = new Function(`${code}\nreturn execute;`)();
    return execute(inputs).then(
      () => "returned",
      ({ message }: Error) => message,
    );
  };
  const right = { 'a"b\u2028': "x", count: 1, list: [], free: null };

  it("checks each input by its type, and then says that it is not implemented", async () => {
    expect(await run(right)).toContain("not implemented");
    expect(await run({ ...right, count: undefined })).toContain("not implemented");
    expect(await run({ ...right, count: 1.5 })).toContain('"count" must be of type integer');
    expect(await run({ ...right, list: {} })).toContain('"list" must be of type array');
    expect(await run({ ...right, 'a"b\u2028': 1 })).toContain("must be of type string");
    expect(await run({ ...right, free: undefined })).toContain('"free" is missing');
  });

  it("says what is to be written by the kind of the node", () => {
    const kinds: NodeKind[] = ["compute", "effect", "reducer", "orchestrator"];
    expect(new Set(kinds.map((kind) => skeletonCode(kind, {}))).size).toBe(4);
  });
});

describe("an outage", () => {
  it.each(["overloaded", "rate_limit", "server", "timeout", "network"] as const)(
    "is %s",
    (kind) => {
      expect(isOutage(providerFailure(kind))).toBe(true);
    },
  );

  it.each([
    "auth",
    "permission",
    "quota",
    "not_found",
    "bad_request",
    "no_pattern",
    "aborted",
  ] as const)("is not %s, which somebody has to mend", (kind) => {
    expect(isOutage(providerFailure(kind))).toBe(false);
  });
});
