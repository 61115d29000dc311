import { describe, expect, it } from "vitest";
import { auditFindings } from "../../local/audit-findings.ts";

const advisory = (id: string, name: string) => ({
  name,
  title: "Too trusting",
  url: `https://github.com/advisories/${id}`,
  severity: "high",
});

/** As npm 11 writes it: one package is at fault, another uses it. */
const report = JSON.stringify({
  auditReportVersion: 2,
  vulnerabilities: {
    inner: { name: "inner", severity: "high", via: [advisory("GHSA-1", "inner")] },
    outer: { name: "outer", severity: "high", via: ["inner", advisory("GHSA-2", "outer")] },
  },
});

const exception = { advisory: "GHSA-1", reason: "not reached", until: "2027-01-01" };

describe("what an audit finds", () => {
  it("counts once for each advisory", () => {
    const { open } = auditFindings(report, [], "2026-12-01");
    expect(open).toEqual([
      "high inner: Too trusting https://github.com/advisories/GHSA-1",
      "high outer: Too trusting https://github.com/advisories/GHSA-2",
    ]);
  });

  it("does not count where it is excepted, until the day that is named", () => {
    const before = auditFindings(report, [exception], "2026-12-31");
    expect(before.open).toHaveLength(1);
    expect(before).toMatchObject({ excepted: ["GHSA-1 until 2027-01-01: not reached"], stale: [] });
    const after = auditFindings(report, [exception], "2027-01-01");
    expect(after.open).toHaveLength(2);
    expect(after).toMatchObject({ excepted: [], stale: ["GHSA-1"] });
  });

  it("shows exceptions of what is no longer there", () => {
    const clean = JSON.stringify({ auditReportVersion: 2, vulnerabilities: {} });
    expect(auditFindings(clean, [], "2026-12-01")).toEqual({ open: [], excepted: [], stale: [] });
    expect(auditFindings(clean, [exception], "2026-12-01").stale).toEqual(["GHSA-1"]);
  });

  it("is not taken for nothing where the audit failed", () => {
    const failed = JSON.stringify({ error: { code: "ENOAUDIT" } });
    expect(() => auditFindings(failed, [], "2026-12-01")).toThrow();
    expect(() => auditFindings("", [], "2026-12-01")).toThrow();
  });
});
