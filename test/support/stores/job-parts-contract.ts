import { describe, expect, test } from "vitest";
import type { JobEventBody } from "#schemas/job-event.ts";
import { AttemptJudgement, AttemptReply } from "#schemas/transcript.ts";
import { newJobId, sampleJudgement, sampleReply } from "./job-samples.ts";
import { claimedJob, leaseAt, type Stores } from "./job-store-contract.ts";
import { firstWrite, instant, newTenant } from "./node-samples.ts";

/** What every JobStore must do, whatever it stores in: events and transcript. */
export function jobPartsContract(stores: () => Stores): void {
  describe("events", () => {
    const stage: JobEventBody = { name: "stage", data: { stage: "check", attempt: 1 } };
    const told: JobEventBody[] = [
      { name: "reply", data: { attempt: 1, model: "m", stop: "complete", tokens: 5 } },
      { name: "tested", data: { attempt: 1, test: "adds", outcome: "failed", message: "no" } },
    ];

    test("are told in order, several of one step, from the one after", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      const step = { stage: "check", attempt: 1, now: instant(2) } as const;
      await jobs.advance(claim, { ...step, events: [stage, ...told] });
      const error = { code: "generation_failed", detail: "None" } as const;
      await jobs.fail(claim, { now: instant(3), error });

      const accepted = { name: "stage", data: { stage: "queued" }, seq: 0, at: instant(0) };
      const stepEvents = [stage, ...told].map((event, index) => ({
        ...event,
        seq: 1 + index,
        at: instant(2),
      }));
      const all = [
        accepted,
        ...stepEvents,
        { name: "failed", data: error, seq: 4, at: instant(3) },
      ];
      expect(await jobs.listEvents(tenant, job.id, { after: -1, limit: 200 })).toEqual(all);
      expect(await jobs.listEvents(tenant, job.id, { after: 1, limit: 2 })).toEqual(
        all.slice(2, 4),
      );
      expect(await jobs.listEvents(tenant, job.id, { after: 4, limit: 9 })).toEqual([]);
      expect(await jobs.listEvents(tenant, job.id, { after: 999_999, limit: 9 })).toEqual([]);
    });

    test("are nobody else's", async () => {
      const { jobs } = stores();
      const { tenant, job } = await claimedJob(stores());
      const page = { after: -1, limit: 9 };
      expect(await jobs.listEvents(newTenant(), job.id, page)).toEqual([]);
      expect(await jobs.listEvents(tenant, newJobId(), page)).toEqual([]);
    });
  });

  describe("attempts", () => {
    const events = [{ name: "stage", data: { stage: "parse", attempt: 1 } }] as const;
    const step = { stage: "parse", attempt: 1, now: instant(2), events } as const;

    test("come back as they were kept, each with what became of it", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      const [first, second] = [sampleReply({ attempt: 1 }), sampleReply({ attempt: 2 })];
      const judgement = sampleJudgement({ attempt: 1 });
      await jobs.advance(claim, { ...step, reply: first });
      await jobs.advance(claim, { ...step, judgement });
      await jobs.advance(claim, { ...step, reply: second });
      const { attempt: _, ...judged } = judgement;
      const attempts = [{ ...first, judgement: judged }, second];
      expect(await jobs.listAttempts(tenant, job.id)).toEqual(attempts);
      await jobs.succeed(claim, {
        now: instant(9),
        node: firstWrite({ id: job.nodeId }),
        generation: {
          model_used: "m",
          tokens_used: 1,
          generation_time_ms: 1,
          cost_usd: null,
          attempts: 2,
        },
      });
      expect(await jobs.listAttempts(tenant, job.id)).toEqual(attempts);
      expect(await jobs.listAttempts(newTenant(), job.id)).toEqual([]);
    });

    test("a later claim goes on, and may judge what an earlier one was answered", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      for (const attempt of [1, 2]) {
        const reply = sampleReply({ attempt, reply: `first claim, ${attempt}` });
        await jobs.advance(claim, { ...step, reply });
      }
      const later = await jobs.claim(tenant, job.id, leaseAt(60));
      if (!later) throw new Error("the job cannot be claimed");
      const judgement = sampleJudgement({ attempt: 2 });
      const reply = sampleReply({ attempt: 3, reply: "second claim, 3" });
      await jobs.advance(later.claim, { ...step, reply, judgement });
      const attempts = await jobs.listAttempts(tenant, job.id);
      expect(attempts.map((one) => [one.reply, one.judgement?.verdict])).toEqual([
        ["first claim, 1", undefined],
        ["first claim, 2", "faulty"],
        ["second claim, 3", undefined],
      ]);
    });

    test("a claim that lost its job keeps nothing", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      await jobs.claim(tenant, job.id, leaseAt(60));
      await expect(jobs.advance(claim, { ...step, reply: sampleReply() })).rejects.toThrow();
      expect(await jobs.listAttempts(tenant, job.id)).toEqual([]);
    });

    test("the newest 25 are told", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      for (let attempt = 1; attempt <= 27; attempt += 1) {
        const reply = sampleReply({ attempt });
        await jobs.advance(claim, { ...step, reply, judgement: sampleJudgement({ attempt }) });
      }
      const attempts = await jobs.listAttempts(tenant, job.id);
      expect(attempts.map(({ attempt }) => attempt)).toEqual(
        Array.from({ length: 25 }, (_, index) => index + 3),
      );
      expect(attempts.every(({ judgement }) => judgement?.verdict === "faulty")).toBe(true);
    });

    test("what is long is cut, and the step is taken", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      const long = "漢\u0000".repeat(50_000);
      const reply = sampleReply({ prompt: long, reply: long, notes: Array(200).fill("n") });
      const [result] = sampleJudgement().results;
      if (!result) throw new Error("the sample has a result");
      const results = Array(300).fill({ ...result, actual: { rows: [long.slice(0, 20_000)] } });
      await jobs.advance(claim, { ...step, reply, judgement: sampleJudgement({ results }) });
      const [kept] = await jobs.listAttempts(tenant, job.id);
      if (kept?.judgement === undefined) throw new Error("the attempt was not kept");
      const { judgement, ...keptReply } = kept;
      expect(AttemptReply.parse(keptReply).reply).toMatch(/… \[cut from 100000 characters\]$/);
      const keptJudgement = AttemptJudgement.parse({ attempt: 1, ...judgement });
      expect(keptJudgement.results).toHaveLength(50);
      expect(Buffer.byteLength(JSON.stringify(keptReply))).toBeLessThan(160 << 10);
      expect(Buffer.byteLength(JSON.stringify(keptJudgement))).toBeLessThan(64 << 10);
    });
  });
}
