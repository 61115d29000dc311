import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mostClaims } from "#shared/generation/run-generation.ts";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";
import {
  type ScriptedProvider,
  scriptedProvider,
} from "../../support/generation/scripted-provider.ts";
import { leaseMs, storedJob } from "../../support/generation/stored-jobs.ts";
import { Killed, mortal, runWatched } from "../../support/generation/watched-worker.ts";
import { compileShippedLibrary } from "../../support/patterns/library.ts";
import { twoPartReply } from "../../support/providers/two-part-reply.ts";

let tables: LocalTables;
const library = compileShippedLibrary();
beforeAll(async () => {
  tables = await startLocalTables();
});
afterAll(() => tables.stop());

const newJob = async () => storedJob(tables, await library);
const good = twoPartReply();
const wrong = good.replace(") / 5", ") / 4");

/** Answers each question in the same way, however often it comes, and counts them. */
function bothReplies(): ScriptedProvider {
  const create = scriptedProvider(wrong);
  const repair = scriptedProvider(good);
  const requests: ScriptedProvider["requests"] = [];
  return {
    ...create,
    requests,
    generate(request, call) {
      requests.push(request);
      return (request.task.kind === "create" ? create : repair).generate(request, call);
    },
  };
}

/** What a worker does that nothing happens to, from its message to its end. */
async function pointsOfALife(): Promise<string[]> {
  const { at, points } = mortal(Number.POSITIVE_INFINITY);
  expect(await runWatched(await newJob(), bothReplies(), at)).toBe("succeeded");
  return points;
}

describe("a worker that is killed", () => {
  let points: string[];
  beforeAll(async () => {
    points = await pointsOfALife();
  });

  it("comes to each stage twice, once for each reply", () => {
    for (const stage of ["context", "provider", "parse", "check", "prove"]) {
      expect(points.filter((point) => point === `after job advance ${stage}`)).toHaveLength(2);
    }
    expect(points.at(-1)).toBe("after job succeed");
  });

  it("loses nothing, wherever it is, and no reply is paid for twice", async () => {
    for (const dieAt of worthDying(points)) {
      const point = `${points[dieAt]} (${dieAt})`;
      const job = await newJob();
      const asked = bothReplies();
      const life = runWatched(job, asked, mortal(dieAt).at);
      await expect(life, point).rejects.toThrow(Killed);

      job.at.ms += leaseMs + 1;
      const [message] = await job.sweep();
      expect(message === undefined, point).toBe(point.startsWith("after job succeed"));
      const outcome = await runWatched(job, asked);
      expect(outcome, point).toBe(message === undefined ? "not_taken" : "succeeded");
      await requireWhole(job, asked.requests.length, points[dieAt] ?? "", point);
    }
  }, 60_000);
});

/** Every point once, and those around the second call again; the rest of it is as the first was. */
const worthDying = (points: readonly string[]): number[] =>
  [...points.keys()].filter((index) => {
    const point = points[index] ?? "";
    return points.indexOf(point) === index || /provider|parse/.test(point);
  });

/** Between these two the provider was asked and what it answered is not kept. */
const isInFlight = (point: string) =>
  [
    "after job advance provider",
    "before provider generate",
    "after provider generate",
    "before job advance parse",
  ].includes(point);

async function requireWhole(
  job: Awaited<ReturnType<typeof newJob>>,
  asked: number,
  point: string,
  told: string,
): Promise<void> {
  const { events, generation, booked } = await job.requireSettled("succeeded");
  const unknown = isInFlight(point) ? 1 : 0;
  expect(generation?.unknown_calls ?? 0, told).toBe(unknown);
  // Asked once more only where the answer was lost with the worker.
  const isAnswered = point === "after provider generate" || point === "before job advance parse";
  expect(asked, told).toBe(isAnswered ? 3 : 2);
  const replies = (generation?.attempts ?? 0) - unknown;
  expect(replies, told).toBe(2);
  const { tokens } = booked ?? {};
  expect(tokens?.cached, told).toBe(20 * replies);
  if (unknown === 0) expect(tokens?.output, told).toBe(50 * replies);
  else expect(tokens?.output, told).toBeGreaterThan(50 * replies + 8_000);
  const node = await job.node();
  expect(node?.head, told).toMatchObject({ version: 1, version_count: 1 });
  expect(node?.content.provenance?.cost_usd, told).toBe(generation?.cost_usd);
  const resumed = events.filter(({ name }) => name === "resumed");
  const isFirstClaim = /(claim|succeed)/.test(point) && point !== "after job claim";
  if (!isFirstClaim) expect(resumed.length, told).toBe(1);
  await expect(job.accept(), told).resolves.toMatchObject({ replayed: false });
}

describe("workers that are killed one after another", () => {
  const dieAt = async (job: Awaited<ReturnType<typeof newJob>>, where: string) => {
    const die = (point: string) => {
      if (point === where) throw new Killed(point);
    };
    await expect(runWatched(job, bothReplies(), die), where).rejects.toThrow(Killed);
    job.at.ms += leaseMs + 1;
    expect(await job.sweep(), where).toHaveLength(1);
  };

  it("count a call that one of them left once, also where the next dies over it", async () => {
    const job = await newJob();
    await dieAt(job, "before provider generate");
    await dieAt(job, "before job bookCall");
    await dieAt(job, "after job bookCall");
    expect(await runWatched(job, bothReplies())).toBe("succeeded");
    const { generation, events } = await job.requireSettled("succeeded");
    expect(generation).toMatchObject({ attempts: 3, unknown_calls: 1 });
    const resumed = events.filter(({ name }) => name === "resumed");
    expect(resumed.map(({ data }) => data)).toEqual([{ replies: 0 }]);
  });

  it("end the job in time, with each of their calls at its most", async () => {
    const job = await newJob();
    for (let claim = 1; claim <= mostClaims; claim += 1) {
      await dieAt(job, "after provider generate");
    }
    const left = (await job.read()).call;
    expect(await runWatched(job, bothReplies())).toBe("failed");
    const { generation } = await job.requireSettled("failed");
    expect(generation).toMatchObject({ attempts: mostClaims, unknown_calls: mostClaims });
    expect(generation?.usage?.output).toBe(mostClaims * (left?.tokens.output ?? 0));
    expect(await job.node()).toBeUndefined();
  });
});
