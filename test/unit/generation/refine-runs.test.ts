import { describe, expect, it } from "vitest";
import type { JobRequest } from "#schemas/generation.ts";
import type { NodeTest } from "#schemas/node.ts";
import { parseReply } from "#shared/generation/parse/parse-reply.ts";
import { completeDraft } from "#shared/nodes/derive-node.ts";
import { firstVersion } from "#shared/nodes/next-version.ts";
import { mockProvider } from "#shared/providers/mock.ts";
import type { Provider } from "#shared/providers/provider.ts";
import { caller, generationFixture } from "../../support/generation/generation-fixture.ts";
import { plainSandbox } from "../../support/generation/plain-sandbox.ts";
import { scriptedProvider } from "../../support/generation/scripted-provider.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";
import { twoPartReply } from "../../support/providers/two-part-reply.ts";

const { world, clock, accept, run, jobOf, nodeOf } = generationFixture(plainSandbox);

const feedback = "Round to whole degrees";
const rounded = (description: object = {}) =>
  twoPartReply({ description: { change_description: "Rounds to whole degrees.", ...description } })
    .replace("Math.round(fahrenheit * 100) / 100", "Math.round(fahrenheit)")
    .replace("rounds to cents", "rounds to degrees")
    .replace("97.9", "98");

/** A job on a node that is stored at version 1, with a category and an icon of its own. */
async function refining(tests?: NodeTest[], changes: Partial<JobRequest> = {}) {
  const message = await accept({ request: feedback, refines: 1, ...changes });
  const parsed = parseReply(twoPartReply(), "complete");
  if (!parsed.ok) throw new Error("the sample cannot be read");
  const { content } = completeDraft(parsed.draft, { category: "Weather" });
  const write = firstVersion(
    {
      id: (await jobOf(message)).nodeId,
      caller,
      content: { ...content, tests: tests ?? content.tests },
      verification: { status: "passed", passed: 5, failed: 0, results: [], ran_at: null },
      changeDescription: "Initial version",
      action: "generated",
    },
    { clock },
  );
  await world.nodes.write(caller.tenant, write);
  return { message, write };
}

/** A provider before whose answer something happens. */
const whileAsked = (happens: () => Promise<unknown>, text: string): Provider =>
  scriptedProvider(async () => {
    await happens();
    return text;
  });

const mark = () => ({ at: clock.now().toISOString(), by: "ada", purgeDay: "2031-03-05" });

describe("feedback on a node", () => {
  it("gives its next version, described in the model's words", async () => {
    const { message, write } = await refining();
    const provider = scriptedProvider(rounded());
    expect(await run(message, provider)).toBe("succeeded");
    const stored = await nodeOf(message);
    expect(stored?.head).toMatchObject({ id: write.head.id, version: 2, version_count: 2 });
    expect(stored?.head.verification.status).toBe("passed");
    expect(stored?.content.provenance).toMatchObject({ attempts: 1, strategy: "model" });
    const version = await world.nodes.getVersion(caller.tenant, write.head.id, 2);
    expect(version?.change_description).toBe("Rounds to whole degrees.");
  });

  it("is asked with the node as it is, as a refinement", async () => {
    const { message } = await refining();
    const provider = scriptedProvider(rounded());
    await run(message, provider);
    const [request] = provider.requests;
    expect(request?.task).toMatchObject({ kind: "refine", request: feedback });
    for (const part of [feedback, "celsius must be a finite number", "water boils"]) {
      expect(request?.prompt).toContain(part);
    }
  });

  it("keeps what the reply leaves out", async () => {
    const { message } = await refining();
    const left = { category: undefined, icon: undefined, tags: undefined, ui_config: undefined };
    await run(message, scriptedProvider(rounded(left)));
    expect((await nodeOf(message))?.content).toMatchObject({
      category: "Weather",
      icon: "thermometer",
      tags: ["temperature", "celsius", "fahrenheit"],
      ui_config: { style: { color: "#d9480f" } },
    });
  });

  it("keeps the tests that still pass, and tells of those that changed", async () => {
    const { message } = await refining();
    const tests = [
      { name: "new", inputs: { celsius: 36.61 }, expected: { fahrenheit: 98 } },
      { name: "bad", inputs: {}, error: { matches: "finite" } },
      { name: "cold", inputs: { celsius: -40 }, expected: { fahrenheit: -40 } },
    ];
    expect(await run(message, scriptedProvider(rounded({ tests })))).toBe("succeeded");
    const stored = await nodeOf(message);
    const names = stored?.content.tests.map(({ name }) => name);
    expect(names).toEqual(["new", "bad", "cold", "water freezes", "water boils", "refuses text"]);
    const told = stored?.content.warnings.find(({ code }) => code === "tests-changed");
    expect(told?.message).toContain("rounds to cents");
    expect(stored?.head.verification).toMatchObject({ status: "passed", passed: 6 });
  });

  it("is repaired as any other reply, with the node still shown", async () => {
    const { message } = await refining();
    const provider = scriptedProvider(rounded().replace(") / 5", ") / 4"), rounded());
    expect(await run(message, provider)).toBe("succeeded");
    expect(provider.requests[1]?.task.kind).toBe("repair");
    expect(provider.requests[1]?.prompt).toContain(feedback);
    expect((await nodeOf(message))?.head.version).toBe(2);
  });
});

describe("a refinement that cannot be done", () => {
  it("leaves the node as it is, says so, and is no fallback", async () => {
    const { message } = await refining();
    const wrong = rounded().replace(") / 5", ") / 4");
    expect(await run(message, scriptedProvider(wrong, `${wrong} `))).toBe("failed");
    const { error } = await jobOf(message);
    expect(error).toMatchObject({
      code: "generation_failed",
      detail: expect.stringContaining("The node stays as it is."),
    });
    expect((await nodeOf(message))?.head.version).toBe(1);
  });

  it("is told where the reply is the node as it was, and makes no version", async () => {
    const { message } = await refining();
    const same = { change_description: "Rounds.", category: "Weather" };
    expect(await run(message, scriptedProvider(twoPartReply({ description: same })))).toBe(
      "failed",
    );
    expect((await jobOf(message)).error).toMatchObject({
      code: "generation_failed",
      detail: expect.stringContaining("changed nothing"),
    });
    expect((await nodeOf(message))?.head.version).toBe(1);
  });

  it("is a version where the words of the node alone are others", async () => {
    const { message } = await refining();
    const described = { description: "Converts a temperature, rounded to cents." };
    expect(await run(message, scriptedProvider(twoPartReply({ description: described })))).toBe(
      "succeeded",
    );
    expect((await nodeOf(message))?.head.version).toBe(2);
  });

  it("is a conflict where the node was changed before or meanwhile", async () => {
    const earlier = await refining(undefined, { refines: 2 });
    const provider = scriptedProvider(rounded());
    expect(await run(earlier.message, provider)).toBe("failed");
    expect(provider.requests).toHaveLength(0);
    expect((await jobOf(earlier.message)).error?.code).toBe("conflict");

    const { message, write } = await refining();
    const next = { ...write, head: { ...write.head, version: 2 }, previousVersion: 1 };
    const changed = whileAsked(() => world.nodes.write(caller.tenant, next), rounded());
    expect(await run(message, changed)).toBe("failed");
    expect((await jobOf(message)).error?.code).toBe("conflict");
  });

  it("is told where the node was deleted before or meanwhile", async () => {
    const earlier = await refining();
    await world.nodes.delete(caller.tenant, earlier.write.head.id, mark());
    expect(await run(earlier.message, scriptedProvider(rounded()))).toBe("failed");
    expect((await jobOf(earlier.message)).error?.code).toBe("node_deleted");

    const { message, write } = await refining();
    const deleted = whileAsked(
      () => world.nodes.delete(caller.tenant, write.head.id, mark()),
      rounded(),
    );
    expect(await run(message, deleted)).toBe("failed");
    expect((await jobOf(message)).error?.code).toBe("node_deleted");
  });

  it("is refused by the offline provider, which knows patterns only", async () => {
    const { message } = await refining();
    const provider = mockProvider({ library: await compileShippedLibrary() });
    expect(await run(message, provider)).toBe("failed");
    expect((await jobOf(message)).error).toMatchObject({
      code: "no_pattern",
      detail: expect.stringContaining("cannot change a node"),
    });
  });
});
