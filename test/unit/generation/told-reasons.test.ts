import { describe, expect, it } from "vitest";
import { mockProvider } from "#shared/providers/mock.ts";
import { providerFailure } from "#shared/providers/provider-failure.ts";
import { generationFixture, sentence } from "../../support/generation/generation-fixture.ts";
import { plainSandbox } from "../../support/generation/plain-sandbox.ts";
import { scriptedProvider } from "../../support/generation/scripted-provider.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";
import { twoPartReply } from "../../support/providers/two-part-reply.ts";

const { world, accept, run, jobOf, nodeOf, services } = generationFixture(plainSandbox);

const csv = "Convert CSV text with a header row to an array of objects";
const none = { ...sentence, context: { fallback: "none" as const } };
const limitsOf = async (changes: object) => {
  const { limits } = await services(scriptedProvider(""));
  return { limits: { ...limits, ...changes } };
};

/** Fails a test, and is warned of besides. */
const doubtful = twoPartReply({
  description: {
    tests: [{ name: "boils", inputs: { celsius: 100 }, expected: { fahrenheit: 0 } }],
  },
});

describe("why no attempt was good", () => {
  it("is the failed test, not a warning beside it", async () => {
    const message = await accept({ request: csv });
    await run(message, scriptedProvider(doubtful, `${doubtful} `));
    const reason = (await nodeOf(message))?.content.provenance?.fallback_reason;
    expect(reason).toContain("1 test failed: boils");
    expect(reason).not.toContain("too-few-tests");
  });

  it("begins with errors and failed tests: a list that is cut keeps them", async () => {
    const message = await accept(none);
    await run(message, scriptedProvider(doubtful));
    const codes = (await jobOf(message)).error?.errors?.map(({ code }) => code);
    expect(codes?.[0]).toBe("test-failed");
    expect(codes).toContain("too-few-tests");
  });

  it("comes with what else can be asked for, where nothing near was stored", async () => {
    const near = await accept(sentence);
    await run(near, scriptedProvider(doubtful));
    expect((await jobOf(near)).error?.detail).toContain('`context.fallback: "template"`');
    const strict = await accept(none);
    await run(strict, scriptedProvider(doubtful));
    expect((await jobOf(strict)).error?.detail).not.toContain("fallback");
  });

  it("is the budget alone where it did not hold a first call", async () => {
    const message = await accept(none);
    await run(message, scriptedProvider(doubtful), await limitsOf({ budgetTokens: 1_000 }));
    const { error } = await jobOf(message);
    expect(error?.detail).toMatch(/^The budget of 1000 tokens does not hold a call: it could take/);
  });

  it("is what was wrong, not the size of the next prompt, where that fits no more", async () => {
    const cut = { text: twoPartReply().slice(0, 700), stop: "max_tokens" as const };
    // With twice the room for the reply the window leaves less for the prompt than this takes.
    const inputs = { celsius: "word ".repeat(29_000) };
    const tests = [{ name: "long", inputs, error: { matches: "finite" } }];
    const message = await accept({ ...sentence, context: { fallback: "none", tests } });
    const provider = scriptedProvider(cut);
    expect(await run(message, provider, { window: 60_000 })).toBe("failed");
    expect(provider.requests).toHaveLength(1);
    const { error } = await jobOf(message);
    expect(error).toMatchObject({
      code: "generation_failed",
      detail: expect.stringContaining("window"),
      errors: [expect.objectContaining({ code: "reply-truncated" })],
    });
  });
});

describe("a pattern that is stored in the place of a node", () => {
  it.each([
    ["as it is stored", "text"],
    ["under the request's names", "csv"],
  ])("is never the one that just failed the caller's tests, %s", async (_, input) => {
    const wanted = {
      name: "mine",
      inputs: { [input]: "a,b\n1,2" },
      assertions: ["out.count === 9"],
    };
    const provider = mockProvider({ library: await compileShippedLibrary() });
    const message = await accept({ request: csv, context: { tests: [wanted] } });
    expect(await run(message, provider)).toBe("failed");
    expect((await jobOf(message)).error).toMatchObject({
      code: "generation_failed",
      errors: [{ code: "test-failed", path: "tests.mine" }],
    });
  });

  it("leaves the provider's failure to be told to those who run it", async () => {
    const message = await accept({ request: csv });
    const failure = providerFailure("timeout");
    expect(await run(message, scriptedProvider(failure))).toBe("succeeded");
    expect(world.faults).toContain(failure);
  });
});

describe("the warnings of a node", () => {
  it("begin with what the provider notes, however many others there are", async () => {
    const tests = Array.from({ length: 60 }, (_, at) => ({ name: `broken ${at}`, inputs: {} }));
    const text = twoPartReply({ description: { tests } });
    const message = await accept();
    await run(message, scriptedProvider({ text, notes: ["No language model was used."] }));
    const codes = (await nodeOf(message))?.content.warnings.map(({ code }) => code);
    expect(codes?.slice(0, 2)).toEqual(["provider-note", "tests-unverified"]);
    expect(codes).toContain("too-few-tests");
    expect(codes?.at(-1)).toBe("draft-mended");
  });
});

it("a reply is learned from once", async () => {
  const learned: number[] = [];
  const { calibration } = await services(scriptedProvider(""));
  const counting = {
    ...calibration,
    learn: () => learned.push(1),
  };
  await run(await accept(), scriptedProvider(twoPartReply()), { calibration: counting });
  expect(learned).toHaveLength(1);
});
