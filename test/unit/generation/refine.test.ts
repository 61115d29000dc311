import { describe, expect, it } from "vitest";
import { mostVersions } from "#schemas/identifiers.ts";
import { readChangeDescription } from "#shared/generation/parse/change-description.ts";
import { loadRefined } from "#shared/generation/refine/load-refined.ts";
import { refinedVersion } from "#shared/generation/refine/refined-version.ts";
import { firstVersion } from "#shared/nodes/next-version.ts";
import type { StoredNode } from "#shared/nodes/node-store.ts";
import { previousContent } from "../../support/context/previous-attempt.ts";
import { anAttempt } from "../../support/generation/attempt-samples.ts";
import { newNodeId, newTenant } from "../../support/stores/node-samples.ts";

const clock = { now: () => new Date("2031-02-03T04:05:06.000Z") };
const { verification } = anAttempt();
if (verification === undefined) throw new Error("no verification");

const stored: StoredNode = firstVersion(
  {
    id: newNodeId(),
    caller: { subject: "ada" },
    content: previousContent,
    verification,
    changeDescription: "Initial version",
    action: "generated",
  },
  { clock },
);

const load = (node: StoredNode | undefined, version = 1) =>
  loadRefined(
    { tenant: newTenant(), id: stored.head.id, version },
    { nodes: { get: async () => node } },
  );

describe("the node that is refined", () => {
  it("is the one the feedback is on", async () => {
    expect(await load(stored)).toBe(stored);
  });

  it("must be there, active, and at that version", async () => {
    const headOf = (changes: object) => ({ ...stored, head: { ...stored.head, ...changes } });
    await expect(load(undefined)).rejects.toMatchObject({ code: "not_found" });
    await expect(load(headOf({ is_active: false }))).rejects.toMatchObject({
      code: "node_deleted",
    });
    await expect(load(headOf({ version: 2 }))).rejects.toMatchObject({ code: "conflict" });
    const last = headOf({ version: mostVersions });
    await expect(load(last, mostVersions)).rejects.toMatchObject({ code: "version_limit" });
  });
});

describe("the next version", () => {
  const change = {
    stored,
    content: previousContent,
    verification,
    subject: "ben",
    feedback: "Also\nadd <b>three</b>",
    description: undefined,
  };

  it("follows the one that was refined, and keeps whose node it is", () => {
    const write = refinedVersion(change, { clock });
    expect(write).toMatchObject({ previousVersion: 1, changedBy: "ben", action: "refined" });
    expect(write.head).toMatchObject({ version: 2, version_count: 2, user_id: "ada" });
  });

  it("is described in the model's words, else by the feedback, as one plain line", () => {
    const describe = (description: string | undefined) =>
      refinedVersion({ ...change, description }, { clock }).changeDescription;
    expect(describe("It adds\n<script>x</script>three.")).toBe("It adds three.");
    expect(describe(undefined)).toBe("Refined: Also add three");
    expect(describe("x".repeat(900))).toHaveLength(500);
    expect(describe("<script>x</script>")).toBe("Refined: Also add three");
  });
});

describe("what a reply says of its change", () => {
  it.each([
    ['```json\n{"name": "A", "change_description": " Adds three. "}\n```', "Adds three."],
    ['{"node": {"changeDescription": "Adds three."}}', "Adds three."],
    ['```json\n{"name": "A"}\n```', undefined],
    ['```json\n{"change_description": 3}\n```', undefined],
    ["no block", undefined],
    ["", undefined],
  ])("%j", (reply, expected) => {
    expect(readChangeDescription(reply)).toBe(expected);
  });
});
