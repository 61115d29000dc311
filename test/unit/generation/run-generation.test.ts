import { describe, expect, it } from "vitest";
import { mostClaims } from "#shared/generation/run-generation.ts";
import { LeaseLost } from "#shared/jobs/job-store.ts";
import { generationFixture, sentence } from "../../support/generation/generation-fixture.ts";
import { plainSandbox } from "../../support/generation/plain-sandbox.ts";
import { scriptedProvider } from "../../support/generation/scripted-provider.ts";
import { twoPartReply } from "../../support/providers/two-part-reply.ts";
import { newTenant } from "../../support/stores/node-samples.ts";

const { world, clock, accept, run, jobOf, nodeOf } = generationFixture(plainSandbox);
const wrong = twoPartReply().replace(") / 5", ") / 4");

describe("a good reply", () => {
  it("becomes a stored node, proven, with where it came from", async () => {
    const message = await accept();
    expect(await run(message, scriptedProvider(twoPartReply()))).toBe("succeeded");
    const stored = await nodeOf(message);
    expect(stored?.head).toMatchObject({ version: 1, user_id: "ada", is_active: true });
    expect(stored?.head.verification).toMatchObject({ status: "passed", passed: 5, failed: 0 });
    expect(stored?.content.provenance).toMatchObject({
      provider: "claude",
      model: "claude-sonnet-5-5-20261001",
      attempts: 1,
      strategy: "model",
      tokens: { input: 100, cached: 20, output: 50, reasoning: 5 },
      job_id: message.jobId,
    });
    expect(await jobOf(message)).toMatchObject({
      status: "succeeded",
      stage: "done",
      generation: { tokens_used: 170, attempts: 1 },
    });
  });

  it("is told stage by stage", async () => {
    const message = await accept();
    await run(message, scriptedProvider(twoPartReply()));
    const stages = world.jobs
      .events(message.jobId)
      .filter((event) => event.name === "stage")
      .map((event) => event.data.stage);
    expect(stages).toEqual(["queued", "context", "provider", "parse", "check", "prove", "store"]);
  });

  it("must also pass the caller's own tests and examples", async () => {
    const context = {
      examples: [{ inputs: { celsius: 10 }, output: { fahrenheit: 50 } }],
      tests: [{ name: "mine", inputs: { celsius: 20 }, expected: { fahrenheit: 68 } }],
    };
    const message = await accept({ ...sentence, context });
    expect(await run(message, scriptedProvider(twoPartReply()))).toBe("succeeded");
    const names = (await nodeOf(message))?.content.tests.map((test) => test.name);
    expect(names?.slice(0, 2)).toEqual(["mine", "example 1 of the request"]);
  });
});

describe("a wrong reply", () => {
  it("for the caller's own test is never stored", async () => {
    const tests = [{ name: "mine", inputs: { celsius: 20 }, expected: { fahrenheit: 0 } }];
    const message = await accept({ ...sentence, context: { tests } });
    expect(await run(message, scriptedProvider(twoPartReply()))).toBe("failed");
  });

  it.each([
    ["text without any block", "I would rather not say."],
    ["a hostile node", twoPartReply({ code: "async function execute(){ return process.env; }" })],
    ["half a reply", twoPartReply().slice(0, 700)],
    ["nothing", ""],
  ])("that is %s is repaired, or told", async (_, text) => {
    const message = await accept();
    expect(await run(message, scriptedProvider(text, twoPartReply()))).toBe("succeeded");
    const hopeless = await accept();
    expect(await run(hopeless, scriptedProvider(text))).toBe("failed");
    expect((await jobOf(hopeless)).error?.errors?.length).toBeGreaterThan(0);
  });

  it("cut at the token limit is asked for again with twice the room", async () => {
    const cut = { text: twoPartReply().slice(0, 700), stop: "max_tokens" as const };
    const provider = scriptedProvider(cut, twoPartReply());
    await run(await accept(), provider);
    const [first, second] = provider.requests.map((request) => request.maxOutputTokens);
    expect(second).toBe((first ?? 0) * 2);
  });
});

describe("a job and its workers", () => {
  it("is taken once: a message that comes twice or late changes nothing", async () => {
    const provider = scriptedProvider(twoPartReply());
    const message = await accept();
    const both = await Promise.all([run(message, provider), run(message, provider)]);
    expect(both.sort()).toEqual(["not_taken", "succeeded"]);
    expect(await run(message, provider)).toBe("not_taken");
    expect(provider.requests).toHaveLength(1);
  });

  it("goes to the next worker when its lease has run out, and the late one writes nothing", async () => {
    const message = await accept();
    const slow = scriptedProvider(async () => {
      world.nowMs += 60_000;
      expect(await run(message, scriptedProvider(twoPartReply()))).toBe("succeeded");
      return wrong;
    });
    expect(await run(message, slow)).toBe("lost");
    expect(await jobOf(message)).toMatchObject({ status: "succeeded", fence: 2 });
  });

  it("that was taken too often without an end is ended with the reason", async () => {
    const message = await accept();
    for (let claim = 0; claim < mostClaims; claim += 1) {
      const at = { now: clock.now().toISOString(), leaseUntil: clock.now().toISOString() };
      expect(await world.jobs.claim(message.tenant, message.jobId, at)).toBeDefined();
      world.nowMs += 60_000;
    }
    expect(await run(message, scriptedProvider(twoPartReply()))).toBe("failed");
    expect((await jobOf(message)).error).toMatchObject({ code: "unavailable" });
  });

  it("whose request cannot be read is ended by the limit of claims, as any other", async () => {
    const message = await accept();
    world.jobs.request = async () => {
      throw new Error("stored item Q has schemaVersion 2");
    };
    const provider = scriptedProvider(twoPartReply());
    for (let claim = 0; claim < mostClaims; claim += 1) {
      await expect(run(message, provider)).rejects.toThrow("schemaVersion 2");
      world.nowMs += 60_000;
    }
    expect(await run(message, provider)).toBe("failed");
    expect((await jobOf(message)).error).toMatchObject({ code: "unavailable" });
    expect(provider.requests).toHaveLength(0);
  });

  it("is left alone by a fault of ours, for the next worker", async () => {
    const message = await accept();
    const broken = scriptedProvider(new TypeError("a bug"));
    await expect(run(message, broken)).rejects.toThrow("a bug");
    expect((await jobOf(message)).status).toBe("running");
  });

  it("of an unknown id is not taken", async () => {
    const message = await accept();
    const unknown = { ...message, tenant: newTenant() };
    expect(await run(unknown, scriptedProvider(twoPartReply()))).toBe("not_taken");
    expect(new LeaseLost().name).toBe("LeaseLost");
  });
});
