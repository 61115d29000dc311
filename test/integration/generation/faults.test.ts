import { afterAll, describe, expect, it } from "vitest";
import { AppError } from "#shared/app-error.ts";
import { mostClaims } from "#shared/generation/run-generation.ts";
import { ProviderError } from "#shared/providers/provider.ts";
import { createSandbox } from "../../../functions/sandbox/create-sandbox.ts";
import { generationFixture } from "../../support/generation/generation-fixture.ts";
import { scriptedProvider } from "../../support/generation/scripted-provider.ts";
import { twoPartReply } from "../../support/providers/two-part-reply.ts";

const sandbox = createSandbox();
afterAll(() => sandbox.close());

const { world, accept, run, jobOf, nodeOf } = generationFixture(sandbox);
const wrong = twoPartReply().replace(") / 5", ") / 4");
/** Without tests nothing shows that it works: it is stored only if nothing better comes. */
const untested = twoPartReply({ description: { tests: [] } });

const overloaded = new ProviderError("overloaded", "Busy.", {
  retryable: true,
  retryAfterMs: 90_000,
});
const full = new AppError("unavailable", "Every sandbox is in use.", { retryAfterSeconds: 5 });

/** A sandbox that cannot be had so many times, and is the real one from then on. */
const fullAtFirst = (times: number) => {
  let calls = 0;
  return {
    run: (request: Parameters<typeof sandbox.run>[0]) => {
      calls += 1;
      return calls > times ? sandbox.run(request) : Promise.reject(full);
    },
  };
};

describe("a provider's fault", () => {
  it.each([
    [new ProviderError("auth", "The key was not accepted."), "provider_unauthorized"],
    [new ProviderError("server", "The provider failed."), "provider_failed"],
    [new ProviderError("timeout", "No answer in time."), "provider_timeout"],
    [new ProviderError("no_pattern", "Nothing fits.", { details: ["CSV"] }), "no_pattern"],
  ])("%s ends the job as %s, and is told to us", async (error, code) => {
    const message = await accept();
    expect(await run(message, scriptedProvider(error))).toBe("failed");
    expect((await jobOf(message)).error?.code).toBe(code);
    expect(world.faults).toEqual([error]);
  });

  it("that asks for patience gives the job back until then", async () => {
    const message = await accept();
    expect(await run(message, scriptedProvider(overloaded))).toBe("released");
    const job = await jobOf(message);
    expect(job.status).toBe("queued");
    expect(Date.parse(job.dueAt ?? "")).toBe(world.nowMs + 90_000);
    expect(world.faults).toEqual([overloaded]);
  });

  it("that asks for more patience than anyone has ends the job", async () => {
    const busy = new ProviderError("rate_limit", "Busy.", { retryAfterMs: 3_600_000 });
    const message = await accept();
    expect(await run(message, scriptedProvider(busy))).toBe("failed");
    expect((await jobOf(message)).error).toMatchObject({
      code: "provider_overloaded",
      retryAfterSeconds: 3_600,
    });
  });

  it("in a repair does not lose an earlier node that can be stored", async () => {
    const message = await accept();
    const provider = scriptedProvider(untested, overloaded);
    expect(await run(message, provider)).toBe("succeeded");
    const stored = await nodeOf(message);
    expect(stored?.head.verification).toMatchObject({ status: "unverified" });
    expect(stored?.content.warnings.map(({ code }) => code)).toContain("tests-unverified");
    expect((await jobOf(message)).generation).toMatchObject({ tokens_used: 170, attempts: 1 });
    expect(world.faults).toEqual([overloaded]);
  });

  it("that ends the job does not hide what was spent before it", async () => {
    const message = await accept();
    const refused = new ProviderError("quota", "No credit left.");
    expect(await run(message, scriptedProvider(wrong, refused))).toBe("failed");
    expect(await jobOf(message)).toMatchObject({
      error: { code: "provider_failed" },
      generation: { tokens_used: 170, attempts: 1 },
    });
  });
});

describe("a sandbox that cannot be had", () => {
  it("is asked again before the paid reply is given up", async () => {
    const message = await accept();
    const provider = scriptedProvider(twoPartReply());
    expect(await run(message, provider, { sandbox: fullAtFirst(3) })).toBe("succeeded");
    expect(provider.requests).toHaveLength(1);
    expect(world.slept).toEqual([2_000, 4_000, 8_000]);
    expect(world.faults).toEqual([full, full, full]);
  });

  it("for long gives the job back, with what was spent", async () => {
    const message = await accept();
    const provider = scriptedProvider(twoPartReply());
    expect(await run(message, provider, { sandbox: fullAtFirst(99) })).toBe("released");
    expect(provider.requests).toHaveLength(1);
    expect(await jobOf(message)).toMatchObject({
      status: "queued",
      generation: { tokens_used: 170, attempts: 1 },
    });
  });

  it("in a repair does not lose an earlier node that can be stored", async () => {
    const message = await accept();
    const provider = scriptedProvider(untested, twoPartReply());
    expect(await run(message, provider, { sandbox: fullAtFirst(99) })).toBe("succeeded");
    expect((await nodeOf(message))?.content.provenance).toMatchObject({
      attempts: 2,
      strategy: "model",
      tokens: { input: 200, output: 100 },
    });
  });

  it("to judge the tests of a proven node loses the judgement only", async () => {
    const message = await accept();
    let calls = 0;
    const once = {
      run: (request: Parameters<typeof sandbox.run>[0]) => {
        calls += 1;
        return calls === 1 ? sandbox.run(request) : Promise.reject(full);
      },
    };
    const tests = [
      { name: "warms", inputs: { celsius: 1 }, assertions: ["out.fahrenheit !== null"] },
    ];
    const provider = scriptedProvider(twoPartReply({ description: { tests } }));
    expect(await run(message, provider, { sandbox: once })).toBe("succeeded");
    expect(calls).toBeGreaterThan(1);
    expect((await nodeOf(message))?.head.verification).toMatchObject({ status: "passed" });
    expect(world.faults.length).toBeGreaterThan(0);
  });
});

describe("what a job took", () => {
  it("is paid once: the next claim judges the reply that is there", async () => {
    const message = await accept();
    const provider = scriptedProvider(twoPartReply());
    expect(await run(message, provider, { sandbox: fullAtFirst(99) })).toBe("released");
    expect(await run(message, scriptedProvider(new Error("asked")))).toBe("succeeded");
    const { generation } = await jobOf(message);
    expect(generation).toMatchObject({ tokens_used: 170, attempts: 1 });
    expect((await nodeOf(message))?.content.provenance).toMatchObject({
      attempts: 1,
      strategy: "model",
      tokens: { input: 100 },
      cost_usd: generation?.cost_usd,
    });
  });

  it("counts all claims of it, a call that was left at its most", async () => {
    const message = await accept();
    const bug = scriptedProvider(wrong, new TypeError("a bug"));
    await expect(run(message, bug)).rejects.toThrow("a bug");
    const left = (await jobOf(message)).call;
    world.nowMs += 60_000;

    const next = scriptedProvider(twoPartReply());
    expect(await run(message, next)).toBe("succeeded");
    expect(next.requests[0]?.task.kind).toBe("repair");
    const { generation } = await jobOf(message);
    const most = (left?.tokens.input ?? 0) + (left?.tokens.output ?? 0);
    expect(most).toBeGreaterThan(10_000);
    expect(generation).toMatchObject({
      tokens_used: 2 * 170 + most,
      attempts: 3,
      unknown_calls: 1,
    });
    expect((await nodeOf(message))?.content.provenance).toMatchObject({
      attempts: 3,
      strategy: "repair",
      cost_usd: generation?.cost_usd,
    });
  });

  it("is known also of a job that the limit of claims ends", async () => {
    const message = await accept();
    const provider = scriptedProvider(twoPartReply());
    for (let claim = 1; claim < mostClaims; claim += 1) {
      expect(await run(message, provider, { sandbox: fullAtFirst(99) })).toBe("released");
    }
    expect(await run(message, provider, { sandbox: fullAtFirst(99) })).toBe("failed");
    expect(provider.requests).toHaveLength(1);
    expect(await jobOf(message)).toMatchObject({
      error: { code: "unavailable", retryAfterSeconds: 5 },
      generation: { tokens_used: 170, attempts: 1 },
    });
  });
});
