import { describe, expect, it } from "vitest";
import type { Violation } from "#schemas/node.ts";
import { detailsOf, warningOf } from "#shared/nodes/violation-details.ts";

const finding: Violation = {
  rule: "unused-host",
  severity: "warning",
  where: "capabilities.hosts[0]",
  message: "No request goes there.",
};
const hint = "Leave it out.";

describe("a finding", () => {
  it("is a warning that says where, what, and what to do", () => {
    const message = "capabilities.hosts[0]: No request goes there.";
    expect(warningOf(finding)).toEqual({ code: "unused-host", message });
    expect(warningOf({ ...finding, hint }).message).toBe(`${message} Leave it out.`);
  });

  it("is an error of a problem that says the same", () => {
    const [told] = detailsOf([{ ...finding, hint }]);
    expect(told).toEqual({
      path: "capabilities.hosts[0]",
      code: "unused-host",
      message: "No request goes there. Leave it out.",
    });
  });

  it("fits a warning, however long it is", () => {
    expect(warningOf({ ...finding, message: "x".repeat(2_000), hint }).message).toHaveLength(2_000);
  });
});
