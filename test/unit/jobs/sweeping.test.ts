import { describe, expect, it } from "vitest";
import { JobId } from "#schemas/identifiers.ts";
import type { GenerationMessage } from "#schemas/job.ts";
import { sweepJobs } from "#shared/jobs/sweep-jobs.ts";
import { acceptedJob, anyTerms, sampleRequest } from "../../support/stores/job-samples.ts";
import { memoryJobStore } from "../../support/stores/memory-job-store.ts";
import { memoryNodeStore } from "../../support/stores/memory-node-store.ts";
import { instant, newNodeId, newTenant } from "../../support/stores/node-samples.ts";

const tenant = newTenant();
const newJobId = () => JobId.parse(newNodeId());
const clock = { now: () => new Date("2031-02-03T04:05:00.000Z") };

describe("sweepJobs", () => {
  const dueAt = "2031-02-03T04:04:00.000Z";
  const nextDueAt = "2031-02-03T04:06:00.000Z";
  const recently = { created_at: "2031-02-03T02:05:00.000Z" };
  const longAgo = { created_at: "2031-02-03T02:04:59.999Z" };

  /** A sweep over as many jobs as there are answers: what `postpone` says of each. */
  async function sweep(
    answers: ({ created_at: string } | undefined | Error)[],
    more: { send?: (jobId: string) => void; abandon?: () => boolean } = {},
  ) {
    const ids = answers.map(newJobId);
    const told = {
      ids,
      sent: [] as string[],
      postponed: [] as string[],
      ended: [] as unknown[],
      faults: [] as unknown[],
    };
    const result = await sweepJobs({
      clock,
      jobs: {
        due: async () => ids.map((id) => ({ tenant, id, dueAt })),
        postpone: async (job, until) => {
          told.postponed.push(until);
          const answer = answers[ids.indexOf(job.id)];
          if (answer instanceof Error) throw answer;
          return answer;
        },
        abandon: async (job, end) => {
          told.ended.push({ ...job, ...end });
          return more.abandon?.() ?? true;
        },
      },
      queue: {
        send: async ({ jobId }) => {
          more.send?.(jobId);
          told.sent.push(jobId);
        },
      },
      onFault: (error, job) => told.faults.push([error, job.id]),
    });
    return { ...told, result };
  }

  it("sends the id of the request along, where one made the job", async () => {
    const jobs = memoryJobStore({ nodes: memoryNodeStore() });
    const made = acceptedJob(tenant, { requestId: "a-request" });
    await jobs.accept(made, sampleRequest, anyTerms);
    const sent: GenerationMessage[] = [];
    const queue = { send: async (message: GenerationMessage) => void sent.push(message) };
    await sweepJobs({
      jobs,
      queue,
      clock: { now: () => new Date(instant(61)) },
      onFault: () => {},
    });
    expect(sent).toEqual([{ schemaVersion: 1, tenant, jobId: made.id, requestId: "a-request" }]);
  });

  it("sends what is due, once, and skips what another sweep took", async () => {
    const { ids, sent, postponed, result } = await sweep([recently, undefined]);
    expect(result).toEqual({ sent: 1, ended: 0 });
    expect(sent).toEqual([ids[0]]);
    expect(postponed).toEqual(Array(2).fill(nextDueAt));
  });

  it("goes on after a job that cannot be moved or sent, and tells why", async () => {
    const throttled = new Error("throttled");
    const refused = new Error("refused");
    let sends = 0;
    const send = () => {
      sends += 1;
      if (sends === 1) throw refused;
    };
    const { ids, sent, faults, result } = await sweep([throttled, recently, recently], { send });
    expect(result).toEqual({ sent: 1, ended: 0 });
    expect(sent).toEqual([ids[2]]);
    expect(faults).toEqual([
      [throttled, ids[0]],
      [refused, ids[1]],
    ]);
  });

  it("ends a job that nobody did within two hours, where nobody has just taken it", async () => {
    const { ids, sent, ended, result } = await sweep([longAgo, recently]);
    expect(result).toEqual({ sent: 1, ended: 1 });
    expect(sent).toEqual([ids[1]]);
    expect(ended).toEqual([
      {
        tenant,
        id: ids[0],
        dueAt: nextDueAt,
        now: "2031-02-03T04:05:00.000Z",
        error: { code: "unavailable", detail: expect.stringContaining("2 hours") },
      },
    ]);
    const late = await sweep([longAgo], { abandon: () => false });
    expect(late).toMatchObject({ result: { sent: 0, ended: 0 }, sent: [] });
  });
});
