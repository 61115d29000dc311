import { afterAll, describe, expect, it } from "vitest";
import { createSandbox } from "../../../functions/sandbox/create-sandbox.ts";
import { generationFixture, sentence } from "../../support/generation/generation-fixture.ts";
import { scriptedProvider } from "../../support/generation/scripted-provider.ts";
import { twoPartReply } from "../../support/providers/two-part-reply.ts";

const sandbox = createSandbox();
afterAll(() => sandbox.close());

const { accept, run, jobOf, nodeOf } = generationFixture(sandbox);
const wrong = twoPartReply().replace(") / 5", ") / 4");

describe("a generation over the sandbox itself", () => {
  it("repairs by what the run of a test showed, and measures the tests", async () => {
    const provider = scriptedProvider(wrong, twoPartReply());
    const message = await accept();
    expect(await run(message, provider)).toBe("succeeded");
    expect(provider.requests[1]?.prompt).toContain('actual: {"fahrenheit":257}');
    const verification = (await nodeOf(message))?.head.verification;
    expect(verification).toMatchObject({ status: "passed", passed: 5, failed: 0 });
    expect(verification?.strength?.mutants).toBeGreaterThan(0);
  });

  it("tells the line of the code that threw", async () => {
    const throws = twoPartReply().replace("const fahrenheit", "null.x;\n  const fahrenheit");
    const message = await accept({ ...sentence, context: { fallback: "none" } });
    expect(await run(message, scriptedProvider(throws))).toBe("failed");
    const told = (await jobOf(message)).error?.errors?.map(({ message }) => message).join("\n");
    expect(told).toMatch(/line \d+:\d+/);
  });
});
