import { describe, expect, it } from "vitest";
import { JobEvent } from "#schemas/job-event.ts";
import { AttemptJudgement, AttemptReply } from "#schemas/transcript.ts";
import { generationFixture } from "../../support/generation/generation-fixture.ts";
import { plainSandbox } from "../../support/generation/plain-sandbox.ts";
import { scriptedProvider } from "../../support/generation/scripted-provider.ts";
import { twoPartReply } from "../../support/providers/two-part-reply.ts";

const { world, accept, run, jobOf } = generationFixture(plainSandbox);

const right = twoPartReply();
const wrong = right.replace(") / 5", ") / 4");

/** What each write of the job carried. */
function recordSteps() {
  const steps: Parameters<typeof world.jobs.advance>[1][] = [];
  const { advance } = world.jobs;
  world.jobs.advance = async (claim, step) => {
    steps.push(step);
    await advance(claim, step);
  };
  return steps;
}

describe("what a job tells", () => {
  it("is every stage, reply, finding, test and attempt, in order", async () => {
    const message = await accept();
    await run(message, scriptedProvider(wrong, right));
    const events = world.jobs.events(message.jobId);
    for (const event of events) expect(() => JobEvent.parse(event)).not.toThrow();
    const names = events.map(({ name }) => name).filter((name) => name !== "stage");
    const tested = Array.from({ length: 5 }, () => "tested");
    const attempt = ["reply", "checked", ...tested, "attempt"];
    expect(names).toEqual([...attempt, ...attempt, "succeeded"]);
    const verdicts = events.filter(({ name }) => name === "attempt").map(({ data }) => data);
    expect(verdicts).toEqual([
      { attempt: 1, verdict: "faulty" },
      { attempt: 2, verdict: "proven" },
    ]);
  });

  it("is also how the last attempt of a job ended that failed", async () => {
    const message = await accept();
    await run(message, scriptedProvider("no block", "no block"));
    const names = world.jobs.events(message.jobId).map(({ name }) => name);
    expect(names.slice(-2)).toEqual(["attempt", "failed"]);
  });

  it("takes one write a stage, and none more where a job succeeds", async () => {
    const steps = recordSteps();
    await run(await accept(), scriptedProvider(right));
    expect(steps.map(({ stage }) => stage)).toEqual([
      "context",
      "provider",
      "parse",
      "check",
      "prove",
      "store",
    ]);
    expect(steps.every(({ events }) => events.length >= 1 && events.length <= 60)).toBe(true);
  });

  it("stays within what a step may tell, with as many tests as a node may have", async () => {
    const steps = recordSteps();
    const tests = Array.from({ length: 50 }, (_, index) => ({
      name: `test ${index}`,
      inputs: { celsius: index * 5 },
      expected: { fahrenheit: index * 9 + 32 },
    }));
    await run(await accept(), scriptedProvider(twoPartReply({ description: { tests } })));
    expect(Math.max(...steps.map(({ events }) => events.length))).toBeLessThanOrEqual(60);
  });
});

describe("the transcript of a job", () => {
  it("has what was asked and answered with the step after it, and the judgement with the next", async () => {
    const steps = recordSteps();
    const message = await accept();
    await run(message, scriptedProvider(wrong, right));
    const replies = steps.flatMap(({ stage, reply }) => (reply ? [{ stage, reply }] : []));
    expect(replies.map(({ stage, reply }) => [stage, reply.attempt, reply.kind])).toEqual([
      ["parse", 1, "create"],
      ["parse", 2, "repair"],
    ]);
    const judged = steps.flatMap(({ stage, judgement }) =>
      judgement ? [[stage, judgement.attempt, judgement.verdict]] : [],
    );
    expect(judged).toEqual([
      ["context", 1, "faulty"],
      ["store", 2, "proven"],
    ]);
    for (const { reply } of replies) expect(() => AttemptReply.parse(reply)).not.toThrow();
    for (const { judgement } of steps) {
      if (judgement) expect(() => AttemptJudgement.parse(judgement)).not.toThrow();
    }
  });

  it("never holds the fixed sections of the prompt", async () => {
    const steps = recordSteps();
    const provider = scriptedProvider(right);
    await run(await accept(), provider);
    const { system = "", prompt } = provider.requests[0] ?? {};
    const kept = JSON.stringify(steps);
    expect(steps.find(({ reply }) => reply)?.reply?.prompt).toBe(prompt);
    for (const line of system.split("\n").filter((one) => one.length > 60)) {
      expect(kept).not.toContain(JSON.stringify(line).slice(1, -1));
    }
  });

  it("goes on counting where an earlier claim of the job ended", async () => {
    const message = await accept();
    const bug = scriptedProvider(wrong, new TypeError("a bug"));
    await expect(run(message, bug)).rejects.toThrow("a bug");
    world.nowMs += 60_000;
    const steps = recordSteps();
    await run(message, scriptedProvider(right));
    expect(steps.find(({ reply }) => reply)?.reply?.attempt).toBe(2);
    expect((await jobOf(message)).attempt).toBe(2);
  });
});

describe("the summary of a claim", () => {
  it("has what logs and metrics count", async () => {
    await run(await accept(), scriptedProvider(wrong, right));
    expect(world.summaries).toEqual([
      {
        provider: "claude",
        model: "claude-sonnet-5-5-20261001",
        strategy: "repair",
        verdicts: ["faulty", "proven"],
        kinds: ["create", "repair"],
        parserLayer: "fences",
        promptVersion: "v1",
        tokens: 340,
        costUsd: expect.any(Number),
        stageMs: expect.objectContaining({ provider: expect.any(Number) }),
        contextTokens: expect.objectContaining({ repair: expect.any(Number) }),
        rules: {},
        testsPassed: 5,
        testsFailed: 0,
      },
    ]);
  });
});
