import { describe, expect, it } from "vitest";
import { JobEvents } from "#schemas/job-event.ts";
import { Transcript } from "#schemas/transcript.ts";
import { getTranscript } from "#shared/jobs/get-transcript.ts";
import { listJobEvents } from "#shared/jobs/list-job-events.ts";
import {
  acceptedJob,
  anyTerms,
  newJobId,
  sampleJudgement,
  sampleReply,
  sampleRequest,
} from "../../support/stores/job-samples.ts";
import { claimedJob } from "../../support/stores/job-store-contract.ts";
import { memoryJobStore } from "../../support/stores/memory-job-store.ts";
import { memoryNodeStore } from "../../support/stores/memory-node-store.ts";
import { instant, newTenant } from "../../support/stores/node-samples.ts";

const setUp = () => {
  const nodes = memoryNodeStore();
  return { nodes, jobs: memoryJobStore({ nodes }) };
};

const page = { after: -1, limit: 100 };
const error = { code: "unavailable", detail: "Nobody did it." } as const;

describe("listJobEvents", () => {
  it("tells what was told so far, and ends with the last event", async () => {
    const stores = setUp();
    const { tenant, job, claim } = await claimedJob(stores);
    const read = async (changes = {}) =>
      JobEvents.parse(await listJobEvents({ tenant, id: job.id, ...page, ...changes }, stores));
    expect(await read()).toMatchObject({ job: job.id, events: [{ seq: 0 }], ended: false });
    await stores.jobs.fail(claim, { now: instant(3), error });
    expect(await read()).toMatchObject({ events: [{ seq: 0 }, { seq: 1 }], ended: true });
    expect(await read({ limit: 1 })).toMatchObject({ events: [{ seq: 0 }], ended: false });
    expect(await read({ after: 1 })).toMatchObject({ events: [], ended: true });
  });

  it("tells the end of a job that was ended without a claim", async () => {
    const { jobs } = setUp();
    const job = acceptedJob(newTenant());
    await jobs.accept(job, sampleRequest, anyTerms);
    await jobs.abandon({ ...job, dueAt: instant(60) }, { now: instant(99), error });
    const read = (changes = {}) =>
      listJobEvents({ tenant: job.tenant, id: job.id, ...page, ...changes }, { jobs });
    const end = { seq: 1, at: instant(99), name: "failed", data: error };
    expect(JobEvents.parse(await read())).toMatchObject({ events: [{ seq: 0 }, end], ended: true });
    expect(await read({ after: 0 })).toMatchObject({ events: [end], ended: true });
    expect(await read({ after: 1 })).toMatchObject({ events: [], ended: true });
    expect(await read({ limit: 1 })).toMatchObject({ events: [{ seq: 0 }], ended: false });
  });

  it("does not know what is another tenant's", async () => {
    const stores = setUp();
    const { tenant, job } = await claimedJob(stores);
    for (const [who, id] of [
      [newTenant(), job.id],
      [tenant, newJobId()],
    ] as const) {
      const read = listJobEvents({ tenant: who, id, ...page }, stores);
      await expect(read).rejects.toMatchObject({ code: "not_found" });
      const transcript = getTranscript({ tenant: who, id }, stores);
      await expect(transcript).rejects.toMatchObject({ code: "not_found" });
    }
  });
});

describe("getTranscript", () => {
  it("gives each attempt with what became of it", async () => {
    const stores = setUp();
    const { tenant, job, claim } = await claimedJob(stores);
    const step = { stage: "check", attempt: 1, now: instant(2), events: [] } as const;
    const read = async () => Transcript.parse(await getTranscript({ tenant, id: job.id }, stores));
    expect(await read()).toEqual({ job: job.id, attempts: [] });
    await stores.jobs.advance(claim, { ...step, reply: sampleReply() });
    expect((await read()).attempts).toEqual([sampleReply()]);
    await stores.jobs.advance(claim, { ...step, judgement: sampleJudgement() });
    expect((await read()).attempts[0]?.judgement?.verdict).toBe("faulty");
  });
});
