import { describe, expect, it } from "vitest";
import type { Fallback } from "#schemas/generation.ts";
import { providerFailure } from "#shared/providers/provider-failure.ts";
import { generationFixture } from "../../support/generation/generation-fixture.ts";
import { plainSandbox } from "../../support/generation/plain-sandbox.ts";
import { scriptedProvider } from "../../support/generation/scripted-provider.ts";
import { twoPartReply } from "../../support/providers/two-part-reply.ts";

const { world, accept, run, jobOf, nodeOf } = generationFixture(plainSandbox);

const csv = "Convert CSV text with a header row to an array of objects";
const strange = "Zorp the flanges until they quux, then frobnicate";
const wrong = twoPartReply().replace(") / 5", ") / 4");

const asked = (fallback?: Fallback, request = csv) =>
  accept({ request, context: fallback === undefined ? {} : { fallback } });

describe("a request that no attempt got right", () => {
  it("gets the nearest pattern, unverified, with what it is and why", async () => {
    const message = await asked();
    expect(await run(message, scriptedProvider(wrong, `${wrong} `))).toBe("succeeded");
    const stored = await nodeOf(message);
    expect(stored?.head.verification).toMatchObject({ status: "unverified", passed: 0 });
    expect(stored?.content.provenance).toMatchObject({
      strategy: "partial",
      attempts: 3,
      fallback_reason: expect.stringContaining("No correct node came of 3 attempts"),
      pattern_ids: [expect.any(String)],
      durations_ms: { store: expect.any(Number) },
    });
    const codes = stored?.content.warnings.map(({ code }) => code);
    expect(codes).toEqual(
      expect.arrayContaining(["partial-result", "partial-missing", "completion-guide"]),
    );
    const told = world.jobs.events(message.jobId).find(({ name }) => name === "fallback");
    expect(told?.data).toMatchObject({ strategy: "partial" });
    expect(world.summaries).toMatchObject([{ strategy: "partial" }]);
  });

  it("gets a skeleton where that is allowed and no pattern is near", async () => {
    const message = await asked("template", strange);
    expect(await run(message, scriptedProvider(wrong, "nothing"))).toBe("succeeded");
    const stored = await nodeOf(message);
    expect(stored?.head.verification.status).toBe("unverified");
    expect(stored?.content).toMatchObject({
      name: "Celsius to Fahrenheit",
      provenance: { strategy: "template" },
    });
    expect(stored?.content.execution_code).toContain("not implemented");
  });

  it.each<[Fallback | undefined, string]>([
    ["none", csv],
    ["partial", strange],
    [undefined, strange],
  ])("gets an error where %s allows nothing for it", async (fallback, request) => {
    const message = await asked(fallback, request);
    expect(await run(message, scriptedProvider(wrong, `${wrong} `))).toBe("failed");
    expect((await jobOf(message)).error?.code).toBe("generation_failed");
    expect(await nodeOf(message)).toBeUndefined();
  });
});

describe("a provider that is out", () => {
  it.each([
    ["timeout", 1],
    ["network", 1],
    ["server", 0],
  ] as const)(
    "for good (%s) is stood in for, with %i calls that may have cost something",
    async (kind, attempts) => {
      const message = await asked();
      expect(await run(message, scriptedProvider(providerFailure(kind)))).toBe("succeeded");
      const stored = await nodeOf(message);
      expect(stored?.content.provenance).toMatchObject({
        strategy: "partial",
        attempts,
        fallback_reason: providerFailure(kind).message,
      });
    },
  );

  it("for a while is waited for first, claim by claim", async () => {
    const message = await asked();
    const busy = scriptedProvider(providerFailure("overloaded"));
    for (let claim = 1; claim < 5; claim += 1) expect(await run(message, busy)).toBe("released");
    expect(await run(message, busy)).toBe("succeeded");
    expect((await nodeOf(message))?.content.provenance?.strategy).toBe("partial");
  });

  it("is told where no fallback is allowed", async () => {
    const message = await asked("none");
    expect(await run(message, scriptedProvider(providerFailure("timeout")))).toBe("failed");
    expect((await jobOf(message)).error?.code).toBe("provider_timeout");
  });
});

describe("what somebody has to mend", () => {
  it.each([
    ["auth", "provider_unauthorized"],
    ["permission", "provider_unauthorized"],
    ["quota", "provider_failed"],
    ["not_found", "provider_failed"],
    ["bad_request", "provider_failed"],
    ["no_pattern", "no_pattern"],
  ] as const)("is told, never stood in for: %s", async (kind, code) => {
    const message = await asked("template");
    expect(await run(message, scriptedProvider(providerFailure(kind)))).toBe("failed");
    expect((await jobOf(message)).error?.code).toBe(code);
    expect(await nodeOf(message)).toBeUndefined();
  });

  it("nor is a refusal", async () => {
    const message = await asked("template");
    expect(await run(message, scriptedProvider(wrong, { stop: "refusal", text: "" }))).toBe(
      "failed",
    );
    expect((await jobOf(message)).error?.code).toBe("request_refused");
  });
});
