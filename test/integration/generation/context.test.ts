import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TenantKey } from "#schemas/identifiers.ts";
import { tokenCalibration } from "#shared/generation/context/token-calibration.ts";
import type { PromptLibrary } from "#shared/patterns/prompt-library.ts";
import { choosePrompts } from "#shared/patterns/prompt-versions.ts";
import { createSandbox } from "../../../functions/sandbox/create-sandbox.ts";
import {
  caller,
  generationFixture,
  sentence,
} from "../../support/generation/generation-fixture.ts";
import { scriptedProvider } from "../../support/generation/scripted-provider.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";
import { twoPartReply } from "../../support/providers/two-part-reply.ts";
import { firstWrite, newTenant } from "../../support/stores/node-samples.ts";

const sandbox = createSandbox();
afterAll(() => sandbox.close());

const { world, accept, run, jobOf, nodeOf } = generationFixture(sandbox);

/** Ends without a node and without a run in the sandbox, where only the prompts are looked at. */
const unreadable = () => scriptedProvider("I think so.", "Let me see.", "Perhaps.");
const withoutFallback = { ...sentence, context: { fallback: "none" } } as const;

/** A proven node that is like the request. */
async function storedNode(tenant: TenantKey = caller.tenant): Promise<string> {
  const write = firstWrite({
    content: { name: "Fahrenheit", description: "Converts degrees Celsius to Fahrenheit." },
  });
  await world.nodes.write(tenant, write);
  return write.head.id;
}

const referencesOf = async (message: Awaited<ReturnType<typeof accept>>) =>
  (await nodeOf(message))?.content.provenance?.reference_ids;

describe("references", () => {
  it("are shown and recorded", async () => {
    const id = await storedNode();
    const provider = scriptedProvider(twoPartReply());
    const message = await accept();
    expect(await run(message, provider)).toBe("succeeded");
    expect(provider.requests[0]?.prompt).toContain("name: Fahrenheit");
    expect(await referencesOf(message)).toEqual([id]);
  });

  it("are left out of every later attempt", async () => {
    await storedNode();
    const provider = unreadable();
    await run(await accept(withoutFallback), provider);
    const shown = provider.requests.map(({ prompt }) => prompt.includes("# References"));
    expect(shown).toEqual([true, false, false]);
  });

  it("are left out where the request says so", async () => {
    await storedNode();
    const provider = unreadable();
    const context = { ...withoutFallback.context, references: false };
    await run(await accept({ ...sentence, context }), provider);
    expect(provider.requests[0]?.prompt).not.toContain("# References");
  });

  it("of another tenant are never shown", async () => {
    await storedNode(newTenant());
    const provider = unreadable();
    await run(await accept(withoutFallback), provider);
    expect(provider.requests[0]?.prompt).not.toContain("# References");
  });

  it("that cannot be looked up are done without", async () => {
    await storedNode();
    const fault = new Error("the table is throttled");
    const message = await accept();
    const references = { ...world.nodes, list: () => Promise.reject(fault) };
    expect(await run(message, scriptedProvider(twoPartReply()), { references })).toBe("succeeded");
    expect(world.faults).toEqual([fault]);
    expect(await referencesOf(message)).toEqual([]);
  });
});

describe("the version of the prompts", () => {
  let shipped: PromptLibrary;
  beforeAll(async () => {
    shipped = await compileShippedLibrary();
  });

  const choice = (weights: string) => {
    const { patterns, ...v1 } = shipped;
    const system = { ...v1.templates.system, text: "# System\n\nOf the second version.\n" };
    const v2 = { version: "v2", templates: { ...v1.templates, system } };
    return choosePrompts({ versions: [v1, v2], patterns }, weights);
  };

  it("is the same for all attempts of a job, and by weight over jobs", async () => {
    const { libraryFor } = choice("v1:50,v2:50");
    for (let job = 0; job < 5; job += 1) {
      const provider = unreadable();
      const message = await accept(withoutFallback);
      await run(message, provider, { libraryFor });
      const isSecond = libraryFor(message.jobId).version === "v2";
      const systems = provider.requests.map(({ system }) => system.includes("the second version."));
      expect(systems).toEqual([isSecond, isSecond, isSecond]);
    }
  });

  it("is recorded with the node", async () => {
    const message = await accept();
    await run(message, scriptedProvider(twoPartReply()), { libraryFor: choice("v2").libraryFor });
    expect((await nodeOf(message))?.content.provenance?.prompt_version).toBe("v2");
  });
});

describe("the window of the model", () => {
  it("is kept to, with less asked for in reply", async () => {
    const provider = unreadable();
    await run(await accept(withoutFallback), provider, { window: 6_000 });
    expect(provider.requests[0]?.maxOutputTokens).toBe(3_000);
  });

  it("ends the job where the request does not fit, and says what takes how much", async () => {
    const provider = unreadable();
    const tests = [{ name: "mine", inputs: { text: "a b ".repeat(5_000) }, expected: {} }];
    const message = await accept({ ...sentence, context: { tests, fallback: "none" } });
    expect(await run(message, provider, { window: 6_000 })).toBe("failed");
    expect(provider.requests).toEqual([]);
    const { error } = await jobOf(message);
    expect(error?.code).toBe("payload_too_large");
    expect(error?.detail).toMatch(/leaves \d+ tokens/);
    expect(error?.errors?.map(({ path }) => path)).toEqual(["request", "context.tests"]);
  });
});

it("learns from every reply what the model's tokens are to our estimates", async () => {
  const calibration = tokenCalibration();
  const usage = { input: 2_000, cached: 0, output: 50, reasoning: 0 };
  await run(await accept(withoutFallback), scriptedProvider({ text: "So.", usage }), {
    calibration,
  });
  const [factor] = Object.values(calibration.factors());
  expect(factor).toBeDefined();
  expect(factor).not.toBe(1);
});
