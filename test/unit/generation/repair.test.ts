import { describe, expect, it } from "vitest";
import { generationFixture, sentence } from "../../support/generation/generation-fixture.ts";
import { plainSandbox } from "../../support/generation/plain-sandbox.ts";
import { scriptedProvider } from "../../support/generation/scripted-provider.ts";
import { twoPartReply } from "../../support/providers/two-part-reply.ts";

const { world, accept, run, jobOf, nodeOf, services } = generationFixture(plainSandbox);

const right = twoPartReply();
const wrong = right.replace(") / 5", ") / 4");
const none = { ...sentence, context: { fallback: "none" as const } };
const [json = "", script = ""] = right.split("```js\n");
const code = `\`\`\`js\n${script}`;

const kindsOf = ({ requests }: ReturnType<typeof scriptedProvider>) =>
  requests.map(({ task }) => task.kind);

describe("a wrong node", () => {
  it("is repaired by a prompt with input, expected and actual, and without references", async () => {
    const first = await accept();
    expect(await run(first, scriptedProvider(right))).toBe("succeeded");

    const provider = scriptedProvider(wrong, right);
    const message = await accept();
    expect(await run(message, provider)).toBe("succeeded");
    const [created, repaired] = provider.requests.map(({ prompt }) => prompt);
    expect(created).toContain("# References");
    expect(repaired).not.toContain("# References");
    expect(repaired).toContain('inputs: {"celsius":100}');
    expect(repaired).toContain('expected: {"fahrenheit":212}');
    expect(repaired).toContain('actual: {"fahrenheit":257}');
    expect((await nodeOf(message))?.content.provenance).toMatchObject({
      attempts: 2,
      strategy: "repair",
      parser_layer: "fences",
      context_tokens: { system: expect.any(Number), repair: expect.any(Number) },
    });
  });

  it("that stays wrong is told with every finding, and nothing is stored", async () => {
    const provider = scriptedProvider(wrong, `${wrong} `, `${wrong}  `, right);
    const message = await accept(none);
    expect(await run(message, provider)).toBe("failed");
    expect(kindsOf(provider)).toEqual(["create", "repair", "repair"]);
    const { error } = await jobOf(message);
    expect(error).toMatchObject({ code: "generation_failed" });
    expect(error?.errors).toContainEqual(
      expect.objectContaining({ path: "tests.water boils", code: "test-failed" }),
    );
    expect(await nodeOf(message)).toBeUndefined();
  });

  it("whose repair drops the failed test gets it back, and so stays wrong", async () => {
    const given = JSON.parse(json.replace(/```json|```/g, ""));
    const tests = given.tests.filter(({ name }: { name: string }) => name !== "water boils");
    const dropped = twoPartReply({ description: { tests } }).replace(") / 5", ") / 4");
    const message = await accept(none);
    expect(await run(message, scriptedProvider(wrong, dropped))).toBe("failed");
    const paths = (await jobOf(message)).error?.errors?.map(({ path }) => path);
    expect(paths).toContain("tests.water boils");
  });

  it("never has the caller's test changed by its repair", async () => {
    const mine = { name: "mine", inputs: { celsius: 20 }, expected: { fahrenheit: 0 } };
    const corrected = {
      ...mine,
      name: "corrected: mine should be 68",
      expected: { fahrenheit: 68 },
    };
    const given = JSON.parse(json.replace(/```json|```/g, ""));
    const changed = twoPartReply({ description: { tests: [...given.tests, corrected] } });
    const message = await accept({ ...sentence, context: { fallback: "none", tests: [mine] } });
    expect(await run(message, scriptedProvider(right, changed))).toBe("failed");
    const paths = (await jobOf(message)).error?.errors?.map(({ path }) => path);
    expect(paths).toEqual(["tests.mine"]);
  });
});

describe("a reply that holds no node", () => {
  it("is asked for as strict JSON, with the schema of the reply", async () => {
    const execution_code = code.replace(/```js|```/g, "").trim();
    const node = { ...JSON.parse(json.replace(/```json|```/g, "")), execution_code };
    const provider = scriptedProvider("Here it is!", JSON.stringify(node));
    const message = await accept();
    expect(await run(message, provider)).toBe("succeeded");
    expect(kindsOf(provider)).toEqual(["create", "strict-json"]);
    expect(provider.requests[0]?.responseFormat).toBeUndefined();
    expect(provider.requests[1]?.system).toContain("as JSON text inside the string");
    expect(provider.requests[1]?.responseFormat).toMatchObject({
      schema: { required: expect.arrayContaining(["execution_code"]), additionalProperties: false },
    });
    expect((await nodeOf(message))?.content.provenance?.parser_layer).toBe("whole-json");
  });

  it("but its metadata is asked for the code alone, with twice the room where it was cut", async () => {
    const cut = { text: right.slice(0, -60), stop: "max_tokens" as const };
    const provider = scriptedProvider(cut, code);
    const message = await accept();
    expect(await run(message, provider)).toBe("succeeded");
    expect(kindsOf(provider)).toEqual(["create", "code-only"]);
    const [first, second] = provider.requests.map(({ maxOutputTokens }) => maxOutputTokens);
    expect(second).toBe(2 * (first ?? 0));
    expect(provider.requests[1]?.prompt).toContain("water boils");
    const stored = await nodeOf(message);
    expect(stored?.content).toMatchObject({ name: "Celsius to Fahrenheit" });
    expect(stored?.head.verification).toMatchObject({ status: "passed", passed: 5 });
  });
});

describe("good code with weak tests", () => {
  const few = twoPartReply({
    description: {
      tests: [{ name: "boils", inputs: { celsius: 100 }, expected: { fahrenheit: 212 } }],
    },
  });

  it("is asked for better tests once, and the better are taken", async () => {
    const provider = scriptedProvider(few, right);
    const message = await accept();
    expect(await run(message, provider)).toBe("succeeded");
    expect(kindsOf(provider)).toEqual(["create", "repair"]);
    expect(provider.requests[1]?.prompt).toContain("too-few-tests");
    const codes = (await nodeOf(message))?.content.warnings.map(({ code }) => code);
    expect(codes).not.toContain("too-few-tests");
  });

  it("is stored with the warning where they stay weak, or the repair spoils it", async () => {
    for (const second of [`${few} `, wrong, "no block"]) {
      const provider = scriptedProvider(few, second, right);
      const message = await accept();
      expect(await run(message, provider)).toBe("succeeded");
      expect(provider.requests).toHaveLength(2);
      const stored = await nodeOf(message);
      expect(stored?.head.verification.status).toBe("passed");
      expect(stored?.content.warnings.map(({ code }) => code)).toContain("too-few-tests");
    }
  });
});

describe("a refusal", () => {
  it.each([{ stop: "refusal" as const, text: "" }, "I decline to write this node."])(
    "is never repaired nor replaced: %j",
    async (reply) => {
      const provider = scriptedProvider(reply, right);
      const message = await accept();
      expect(await run(message, provider)).toBe("failed");
      expect(provider.requests).toHaveLength(1);
      expect((await jobOf(message)).error?.code).toBe("request_refused");
    },
  );
});

describe("a budget", () => {
  const limited = async (limits: object) => ({
    limits: { ...(await services(scriptedProvider(right))).limits, ...limits },
  });

  it("that does not hold a repair ends the job, and the error says so", async () => {
    const provider = scriptedProvider({ text: wrong, usage: heavy });
    const message = await accept(none);
    expect(await run(message, provider, await limited({ budgetTokens: 90_000 }))).toBe("failed");
    expect(provider.requests).toHaveLength(1);
    expect((await jobOf(message)).error?.detail).toContain("budget of 90000 tokens");
  });

  it("that does not hold better tests leaves the node, with a warning", async () => {
    const tests = [{ name: "boils", inputs: { celsius: 100 }, expected: { fahrenheit: 212 } }];
    const few = { text: twoPartReply({ description: { tests } }), usage: heavy };
    const provider = scriptedProvider(few);
    const message = await accept();
    expect(await run(message, provider, await limited({ budgetUsd: 0.6 }))).toBe("succeeded");
    const warnings = (await nodeOf(message))?.content.warnings;
    expect(warnings?.find(({ code }) => code === "budget-spent")?.message).toContain("$0.6");
  });

  it("that holds not even one call asks nobody", async () => {
    const provider = scriptedProvider(right);
    const message = await accept(none);
    expect(await run(message, provider, await limited({ budgetTokens: 1_000 }))).toBe("failed");
    expect(provider.requests).toHaveLength(0);
    expect((await jobOf(message)).error?.detail).toContain("budget of 1000 tokens");
    expect(world.summaries[0]).toMatchObject({ strategy: "none", verdicts: [] });
  });
});

const heavy = { input: 20_000, cached: 0, output: 50_000, reasoning: 0 };
