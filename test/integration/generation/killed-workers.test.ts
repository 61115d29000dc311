import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";
import { scriptedProvider } from "../../support/generation/scripted-provider.ts";
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
const bothReplies = () => scriptedProvider(wrong, good);

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
    for (const dieAt of points.keys()) {
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
  // The script gives its last reply from then on: a repair lost on its way is asked for once more.
  const replies = (generation?.attempts ?? 0) - unknown;
  const isAnswered = point === "after provider generate" || point === "before job advance parse";
  expect(replies, told).toBe(asked - (isAnswered ? 1 : 0));
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
