import { describe, expect, it } from "vitest";
import { NodeDraft } from "#schemas/node-draft.ts";
import { parseReply } from "#shared/generation/parse/parse-reply.ts";
import { twoPartReply } from "../../support/providers/two-part-reply.ts";

describe("the reply that the loopback servers give by default", () => {
  it("is parsed to a draft with code and tests", () => {
    const parsed = parseReply(twoPartReply(), "complete");
    expect(parsed.ok).toBe(true);
    const draft = NodeDraft.parse(parsed.ok ? parsed.draft : undefined);
    expect(draft.name).toBe("Celsius to Fahrenheit");
    expect(draft.tests).toHaveLength(5);
  });

  it("can be changed in its parts", () => {
    const reply = twoPartReply({ description: { name: "Other" }, code: "let a;" });
    expect(reply).toContain('"name": "Other"');
    expect(reply).toContain("```js\nlet a;\n```");
  });
});
