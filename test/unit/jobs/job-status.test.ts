import { describe, expect, it } from "vitest";
import { JobStatus } from "#schemas/job.ts";
import { hasEnded, mayBecome, statesBefore } from "#shared/jobs/job-status.ts";

describe("the states of a job", () => {
  it("end in three ways, and an end is for ever", () => {
    const ends = JobStatus.options.filter(hasEnded);
    expect(ends).toEqual(["succeeded", "failed", "cancelled"]);
    for (const end of ends) {
      expect(JobStatus.options.filter((next) => mayBecome(end, next))).toEqual([]);
    }
  });

  it("say from where they are reached", () => {
    expect(statesBefore("running")).toEqual(["queued", "running"]);
    expect(statesBefore("queued")).toEqual(["running"]);
    expect(statesBefore("succeeded")).toEqual(["running"]);
    expect(statesBefore("failed")).toEqual(["queued", "running"]);
    expect(statesBefore("cancelled")).toEqual(["queued", "running"]);
  });
});
