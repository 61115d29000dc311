import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SandboxLimits } from "#schemas/sandbox.ts";
import { checkNode } from "#shared/checks/index.ts";
import { parseReply } from "#shared/generation/parse/parse-reply.ts";
import { completeDraft } from "#shared/nodes/derive-node.ts";
import type { PromptLibrary } from "#shared/patterns/prompt-library.ts";
import { createSandbox, type SandboxInstance } from "../../../functions/sandbox/create-sandbox.ts";
import { askMock, type MockNode } from "../../support/mock/ask-mock.ts";
import { documentedAnswers } from "../../support/mock/documented-requests.ts";
import { answeredRequests } from "../../support/patterns/answered-requests.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";
import { runPatternTests } from "../../support/patterns/run-tests.ts";

const requests = [...answeredRequests, ...documentedAnswers];

let library: PromptLibrary;
let sandbox: SandboxInstance;
beforeAll(async () => {
  library = await compileShippedLibrary();
  sandbox = createSandbox();
});
afterAll(() => sandbox.close());

const answers = new Map<string, Promise<MockNode>>();

/** The provider gives the same answer each time, so it is asked once for each request. */
const answerTo = (request: string): Promise<MockNode> => {
  const known = answers.get(request) ?? askMock(library, request);
  answers.set(request, known);
  return known;
};

describe("a node of the offline provider, in the sandbox", () => {
  it.each(requests)("does what was asked: $request", async (labelled) => {
    const { node, code, reply } = await answerTo(labelled.request);
    const pattern = library.patterns.find(({ id }) => id === labelled.pattern);
    expect(reply.notes[0]).toContain(`stored pattern "${pattern?.name}"`);
    // Unchanged code and tests are run with the patterns themselves.
    const isChanged = !isDeepStrictEqual([code, node.tests], [pattern?.code, pattern?.node.tests]);
    const failed = isChanged
      ? await runPatternTests({ id: labelled.request, node, code }, sandbox)
      : [];
    expect(failed).toEqual([]);
    const { replies } = await sandbox.run({
      tenant: "patterns",
      code,
      runs: [{ inputs: labelled.inputs, http: [...(labelled.http ?? [])] }],
      limits: SandboxLimits.parse({}),
      hosts: node.capabilities.hosts,
    });
    expect(replies[0]?.output).toMatchObject(labelled.output);
  });

  it.each(requests)("passes every check: $request", async ({ request }) => {
    const { reply } = await answerTo(request);
    const parsed = parseReply(reply.text, "complete");
    if (!parsed.ok) throw new Error("the reply holds no node");
    const { content, violations } = completeDraft(parsed.draft, { category: undefined });
    expect([...violations, ...checkNode(content)]).toEqual([]);
  });
});
