import { describe, expect, it } from "vitest";
import type { JobEventBody } from "#schemas/job-event.ts";
import { describeEvent } from "../../../local/generation/describe-event.ts";
import { newNodeId } from "../../support/stores/node-samples.ts";

const at = "2031-02-03T04:05:06.789Z";
const told = (event: JobEventBody) => describeEvent({ seq: 1, at, ...event });

const violation = {
  rule: "unknown-name",
  severity: "error",
  where: "line 6:3",
  message: "`eval` is not available.",
} as const;

describe("an event of a job, on a terminal", () => {
  it.each<[JobEventBody, string]>([
    [{ name: "stage", data: { stage: "queued" } }, "queued"],
    [{ name: "stage", data: { stage: "check", attempt: 1 } }, "check"],
    [{ name: "stage", data: { stage: "check", attempt: 2 } }, "check (attempt 2)"],
    [
      { name: "reply", data: { attempt: 1, model: "m-1", stop: "complete", tokens: 9 } },
      "  reply of m-1: 9 tokens",
    ],
    [
      { name: "reply", data: { attempt: 1, model: "m-1", stop: "max_tokens", tokens: 9 } },
      "  reply of m-1: 9 tokens, ended by max_tokens",
    ],
    [
      { name: "checked", data: { attempt: 1, errors: 0, warnings: 0, violations: [] } },
      "  checks: nothing found",
    ],
    [
      { name: "checked", data: { attempt: 1, errors: 1, warnings: 2, violations: [violation] } },
      "  checks: 1 error, 2 warnings\n    error unknown-name (line 6:3): `eval` is not available.\n    and 2 more",
    ],
    [{ name: "tested", data: { attempt: 1, test: "adds", outcome: "passed" } }, "  ✓ adds"],
    [
      { name: "tested", data: { attempt: 1, test: "adds", outcome: "failed", message: "3 is 4" } },
      "  ✗ adds\n      3 is 4",
    ],
    [{ name: "tested", data: { attempt: 1, test: "adds", outcome: "not_run" } }, "  - adds"],
    [{ name: "attempt", data: { attempt: 1, verdict: "faulty" } }, "  attempt 1: faulty"],
    [
      { name: "fallback", data: { strategy: "partial", reason: "nothing passed" } },
      "falls back to partial: nothing passed",
    ],
    [{ name: "resumed", data: { replies: 1 } }, "taken up again, with 1 reply kept"],
    [{ name: "resumed", data: { replies: 2 } }, "taken up again, with 2 replies kept"],
    [{ name: "cancelled", data: {} }, "cancelled"],
    [{ name: "requeued", data: { dueAt: at } }, `goes on at ${at}`],
    [{ name: "succeeded", data: { nodeId: newNodeId() } }, "done"],
    [{ name: "failed", data: { code: "internal", detail: "told elsewhere" } }, "failed"],
  ])("%j", (event, text) => {
    expect(told(event)).toBe(text);
  });

  it("takes one line each, and moves no cursor", () => {
    const test = `\u001b[2Ja\nb\u202e${"x".repeat(300)}`;
    const line = told({ name: "tested", data: { attempt: 1, test, outcome: "passed" } });
    expect(line).toMatch(/^ {2}✓ {2}\[2Ja b x+…$/);
    expect(line).toHaveLength(160);
  });
});
