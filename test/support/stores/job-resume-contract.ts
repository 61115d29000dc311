import { describe, expect, test } from "vitest";
import { LeaseLost } from "#shared/jobs/job-store.ts";
import { sampleCall, sampleJudgement, sampleReply, sampleReport } from "./job-samples.ts";
import { claimedJob, leaseAt, type Stores } from "./job-store-contract.ts";
import { instant } from "./node-samples.ts";

/** What every JobStore must do so that a later claim can go on where an earlier one ended. */
export function jobResumeContract(stores: () => Stores): void {
  const events = [{ name: "stage", data: { stage: "provider", attempt: 1 } }] as const;
  const step = { stage: "provider", attempt: 1, now: instant(2), events } as const;

  const claimAgain = async (job: Parameters<Stores["jobs"]["cancel"]>[0]) => {
    const taken = await stores().jobs.claim(job.tenant, job.id, leaseAt(60));
    if (!taken) throw new Error("the job cannot be claimed");
    return taken;
  };

  describe("a call to the provider", () => {
    test("is there from the question to the answer", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      const call = sampleCall();
      await jobs.advance(claim, { ...step, call });
      await jobs.advance(claim, step);
      expect(await jobs.get(tenant, job.id)).toMatchObject({ call });
      await jobs.advance(claim, { ...step, call: null, reply: sampleReply() });
      expect(await jobs.get(tenant, job.id)).not.toHaveProperty("call");
    });

    test("that was never answered is found by the next claim, and counted by it", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      const call = sampleCall({ microUsd: null });
      await jobs.advance(claim, { ...step, call });
      const later = await claimAgain(job);
      expect(later.job.call).toEqual(call);
      const book = { now: instant(61), generation: { ...sampleReport, unknown_calls: 1 } };
      await expect(jobs.bookCall(claim, book)).rejects.toThrow(LeaseLost);
      await jobs.bookCall(later.claim, book);
      await jobs.bookCall(later.claim, book);
      const booked = await jobs.get(tenant, job.id);
      expect(booked).toMatchObject({ generation: book.generation, updated_at: instant(61) });
      expect(booked).not.toHaveProperty("call");
      await jobs.advance(later.claim, { ...step, call });
      expect((await jobs.get(tenant, job.id))?.call).toEqual(call);
    });

    test("outlives a release, unless it is known to have cost nothing", async () => {
      for (const isAnswered of [false, true]) {
        const { jobs } = stores();
        const { tenant, job, claim } = await claimedJob(stores());
        await jobs.advance(claim, { ...step, call: sampleCall() });
        const end = isAnswered ? { call: null } : {};
        await jobs.release(claim, { now: instant(3), dueAt: instant(90), ...end });
        expect((await jobs.get(tenant, job.id))?.call === undefined).toBe(isAnswered);
      }
    });
  });

  describe("isHeld", () => {
    test("tells the latest claim of a job that runs from all others", async () => {
      const { jobs } = stores();
      const { job, claim } = await claimedJob(stores());
      expect(await jobs.isHeld(claim)).toBe(true);
      const { claim: later } = await claimAgain(job);
      expect(await jobs.isHeld(claim)).toBe(false);
      await jobs.release(later, { now: instant(61), dueAt: instant(90) });
      expect(await jobs.isHeld(later)).toBe(false);
    });
  });

  describe("replies", () => {
    test("of all claims are read by the latest, in the order of their attempts", async () => {
      const { jobs } = stores();
      const { job, claim } = await claimedJob(stores());
      expect(await jobs.replies(claim)).toEqual([]);
      const replies = [1, 2, 3].map((attempt) =>
        sampleReply({ attempt, reply: `reply ${attempt}` }),
      );
      const [first, second, third] = replies;
      const judgement = sampleJudgement();
      await jobs.advance(claim, { ...step, ...(first && { reply: first }), judgement });
      await jobs.advance(claim, { ...step, ...(second && { reply: second }) });
      const later = await claimAgain(job);
      await jobs.advance(later.claim, { ...step, ...(third && { reply: third }) });
      expect(await jobs.replies(later.claim)).toEqual(replies);
    });

    test("that the transcript cuts are kept whole, up to a limit", async () => {
      const { jobs } = stores();
      const { tenant, job, claim } = await claimedJob(stores());
      const long = "漢".repeat(100_000);
      const texts = ["short", long, `${long}${long}`, "short again"];
      for (const [index, reply] of texts.entries()) {
        const whole = sampleReply({ attempt: index + 1, reply, prompt: long });
        await jobs.advance(claim, { ...step, reply: whole });
      }
      const kept = await jobs.replies(claim);
      expect(kept.map(({ attempt }) => attempt)).toEqual([1, 2, 4]);
      expect(kept.map(({ reply }) => reply)).toEqual(["short", long, "short again"]);
      const attempts = await jobs.listAttempts(tenant, job.id);
      expect(attempts).toHaveLength(4);
      expect(attempts[1]?.reply).toMatch(/… \[cut from 100000 characters\]$/);
    });
  });
}
