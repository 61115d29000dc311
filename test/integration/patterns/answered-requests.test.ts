import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SandboxLimits } from "#schemas/sandbox.ts";
import { checkNode } from "#shared/checks/index.ts";
import { parseReply } from "#shared/generation/parse/parse-reply.ts";
import { completeDraft } from "#shared/nodes/derive-node.ts";
import type { PromptLibrary } from "#shared/patterns/prompt-library.ts";
import { createSandbox, type SandboxInstance } from "../../../functions/sandbox/create-sandbox.ts";
import { askMock } from "../../support/mock/ask-mock.ts";
import { answeredRequests } from "../../support/patterns/answered-requests.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";
import { runPatternTests } from "../../support/patterns/run-tests.ts";

let library: PromptLibrary;
let sandbox: SandboxInstance;
beforeAll(async () => {
  library = await compileShippedLibrary();
  sandbox = createSandbox();
});
afterAll(() => sandbox.close());

describe("a node of the offline provider, in the sandbox", () => {
  it.each(answeredRequests)("does what was asked: $request", async (labelled) => {
    const { node, code, reply } = await askMock(library, labelled.request);
    const name = library.patterns.find(({ id }) => id === labelled.pattern)?.name;
    expect(reply.notes[0]).toContain(`stored pattern "${name}"`);
    expect(await runPatternTests({ id: labelled.request, node, code }, sandbox)).toEqual([]);
    const { replies } = await sandbox.run({
      tenant: "patterns",
      code,
      runs: [{ inputs: labelled.inputs, http: [...(labelled.http ?? [])] }],
      limits: SandboxLimits.parse({}),
      hosts: node.capabilities.hosts,
    });
    expect(replies[0]?.output).toMatchObject(labelled.output);
  });

  it.each(answeredRequests)("passes every check: $request", async ({ request }) => {
    const { reply } = await askMock(library, request);
    const parsed = parseReply(reply.text, "complete");
    if (!parsed.ok) throw new Error("the reply holds no node");
    const { content, violations } = completeDraft(parsed.draft, { category: undefined });
    expect([...violations, ...checkNode(content)]).toEqual([]);
  });
});
