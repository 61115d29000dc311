import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BatchAnswer, type BatchEntry } from "#schemas/batch.ts";
import { Problem } from "#schemas/problem.ts";
import { type ApiClient, apiClient, endedJob } from "../support/api/api-client.ts";
import { startClaudeServer } from "../support/providers/claude-server.ts";
import { type HeldProvider, holdProvider } from "../support/providers/held-provider.ts";
import type { ProviderServer } from "../support/providers/provider-server.ts";
import { defaultUsage } from "../support/providers/scripted-reply.ts";
import { twoPartReply } from "../support/providers/two-part-reply.ts";
import { startTestStack, type TestStack } from "../support/stack/test-stack.ts";

/** Of an hour, so that the limit gives next to nothing back while the tests run. */
const mostRequests = 60;
const sentence = "Convert degrees Celsius to Fahrenheit";
/** $0.90 at the model's price, of $1 that are set aside. */
const dear = {
  sentence: `${sentence} in 90 000 tokens`,
  usage: { ...defaultUsage, output: 90_000 },
};
const generatePath = "/api/generated-nodes/generate";

let provider: ProviderServer;
let held: HeldProvider;
let stack: TestStack;

beforeAll(async () => {
  provider = await startClaudeServer(({ body }) => ({
    kind: "text",
    text: twoPartReply(),
    usage: JSON.stringify(body).includes(dear.sentence) ? dear.usage : defaultUsage,
  }));
  held = await holdProvider(provider);
  stack = await startTestStack({
    settings: {
      LLM_PROVIDER: "claude",
      ANTHROPIC_BASE_URL: held.url,
      ANTHROPIC_API_KEY: "sk-test-0123456789abcdef",
      RATE_LIMIT_MAX_REQUESTS: String(mostRequests),
      RATE_LIMIT_WINDOW_MS: "3600000",
      MAX_GENERATIONS_IN_FLIGHT: "2",
      GENERATION_BUDGET_USD: "1",
      DAILY_BUDGET_USD: "2.5",
    },
  });
});

afterAll(async () => {
  await stack?.close();
  await held?.close();
  await provider?.close();
});

const accept = (client: ApiClient, request = sentence, headers: Record<string, string> = {}) =>
  client.call("POST", generatePath, {
    body: { request },
    headers: { prefer: "respond-async", ...headers },
  });

async function accepted(client: ApiClient, request = sentence): Promise<string> {
  const answer = await accept(client, request);
  expect(answer.status, answer.text).toBe(202);
  return answer.json.job.id;
}

const problemOf = (answer: { status: number; json: unknown }) => {
  const { status, code, errors = [] } = Problem.parse(answer.json);
  expect(answer.status).toBe(status);
  return { code, paths: errors.map(({ path }) => path) };
};

describe("a tenant's requests", () => {
  it("are counted in every answer, and refused beyond the most, while another's are served", async () => {
    const ada = await apiClient(stack, "flood");
    const ask = () => ada.call("GET", `/api/jobs/${crypto.randomUUID()}`);
    for (let count = 1; count <= mostRequests; count += 1) {
      const answer = await ask();
      expect(answer.status).toBe(404);
      const { headers } = answer;
      expect(headers.get("ratelimit-remaining")).toBe(String(mostRequests - count));
      expect(headers.get("ratelimit-limit")).toBe(String(mostRequests));
      expect(headers.get("ratelimit-policy")).toBe(`"tenant";q=${mostRequests};w=3600`);
      const reset = Number(headers.get("ratelimit-reset"));
      expect(headers.get("ratelimit")).toBe(`"tenant";r=${mostRequests - count};t=${reset}`);
      // Each gives its part of the hour back when that is over, one after the other.
      expect(reset).toBeLessThanOrEqual(count * 60);
      expect(reset).toBeGreaterThan((count - 1) * 60);
    }
    const refused = await ask();
    expect(problemOf(refused)).toMatchObject({ code: "rate_limited" });
    expect(refused.headers.get("ratelimit")).toMatch(/^"tenant";r=0;t=\d+$/);
    const retryAfter = Number(refused.headers.get("retry-after"));
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(60);

    const eve = await (await apiClient(stack, "eve")).call("GET", "/api/usage");
    expect(eve.status).toBe(200);
    expect(eve.headers.get("ratelimit-remaining")).toBe(String(mostRequests - 1));
  });
});

describe("a generation that is cancelled", () => {
  it("stays so, however often it is asked for", async () => {
    const carl = await apiClient(stack, "carl");
    const id = await accepted(carl);
    const cancel = () => carl.call("DELETE", `/api/jobs/${id}`);
    const [first, again] = [await cancel(), await cancel()];
    expect([first.status, first.json.status]).toEqual([200, "cancelled"]);
    expect([again.status, again.json.status]).toEqual([200, "cancelled"]);
    expect(again.json.updated_at).toBe(first.json.updated_at);
    const { json } = await carl.call("GET", "/api/usage");
    expect(json.total.generations).toEqual({ succeeded: 0, failed: 0, cancelled: 1 });
  });
});

describe("a tenant's generations at once", () => {
  const batchOf = (client: ApiClient, key: string) =>
    client.call("POST", "/api/generated-nodes/generate-batch", {
      body: { requests: Array.from({ length: 3 }, () => ({ request: sentence })) },
      headers: { "idempotency-key": key },
    });
  const jobOf = (entry: BatchEntry) => ("job" in entry ? entry.job.id : undefined);
  const jobsOf = (entries: BatchEntry[]) => entries.flatMap((entry) => jobOf(entry) ?? []);
  const isJob = (entry: BatchEntry) => jobOf(entry) !== undefined;
  const succeeded = async (client: ApiClient, ids: string[]) => {
    const jobs = await Promise.all(ids.map((id) => endedJob(client, id)));
    expect(jobs.map(({ status }) => status)).toEqual(ids.map(() => "succeeded"));
  };

  it("are refused beyond the most, alone and in batches, until one has ended", async () => {
    const many = await apiClient(stack, "many");
    const batcher = await apiClient(stack, "batcher");
    const running = [await accepted(many), await accepted(many)];
    const third = await accept(many);
    expect(problemOf(third)).toMatchObject({ code: "too_many_generations" });
    expect(third.headers.get("retry-after")).toBe("5");

    const first = BatchAnswer.parse((await batchOf(batcher, "batch")).json).jobs;
    const refused = first.filter((entry) => !isJob(entry));
    expect(refused).toMatchObject([
      { error: { code: "too_many_generations", retryAfterSeconds: 5 } },
    ]);

    held.release();
    await succeeded(many, running);
    await accepted(many);
    await succeeded(batcher, jobsOf(first));
    const second = BatchAnswer.parse((await batchOf(batcher, "batch")).json).jobs;
    expect(second.every(isJob)).toBe(true);
    for (const entry of first.filter(isJob)) {
      expect(jobOf(second[entry.index] ?? entry)).toBe(jobOf(entry));
    }
    await succeeded(batcher, jobsOf(second));
    const nodes = await batcher.call("GET", "/api/generated-nodes");
    expect(nodes.json).toHaveLength(3);
    const other = await batcher.call("POST", "/api/generated-nodes/generate-batch", {
      body: { requests: [{ request: sentence }] },
      headers: { "idempotency-key": "batch" },
    });
    expect(problemOf(other).code).toBe("idempotency_key_reused");
  });
});

describe("a tenant's money of the day", () => {
  it("is refused beyond the most, before the model is asked", async () => {
    held.release();
    const spender = await apiClient(stack, "spender");
    for (const round of [1, 2]) {
      const job = await endedJob(spender, await accepted(spender, dear.sentence));
      expect(job, `round ${round}`).toMatchObject({ status: "succeeded" });
    }
    const asked = provider.requests.length;
    const refused = await accept(spender, dear.sentence);
    expect(problemOf(refused)).toMatchObject({ code: "daily_budget_exceeded" });
    expect(refused.status).toBe(429);
    const retryAfter = Number(refused.headers.get("retry-after"));
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(24 * 60 * 60);

    const { json: usage } = await spender.call("GET", "/api/usage");
    expect(usage).toMatchObject({
      daily_budget_usd: 2.5,
      total: { generations: { succeeded: 2, failed: 0 }, reserved_usd: 0, unknown_calls: 0 },
    });
    expect(usage.total.tokens.output).toBe(2 * dear.usage.output);
    expect(usage.total.cost_usd).toBeGreaterThan(1.8);
    expect(usage.total.cost_usd).toBeLessThan(1.81);
    expect(provider.requests.length).toBe(asked);
  });
});

describe("what a caller may not send", () => {
  let ada: ApiClient;
  beforeAll(async () => {
    held.release();
    ada = await apiClient(stack, "ada");
  });

  it("is a key that is empty, too long or not visible ASCII", async () => {
    const send = (key: string) => accept(ada, sentence, { "idempotency-key": key });
    for (const key of ["", '""', "x".repeat(256), "x".repeat(8_192), "a key", "schl\u00fcssel"]) {
      expect(problemOf(await send(key)), key.slice(0, 20)).toEqual({
        code: "invalid_request",
        paths: ["headers.idempotency-key"],
      });
    }
    // The gateway takes no more than this of all headers together.
    expect((await send("x".repeat(10_240))).status).toBe(431);
    expect((await ada.call("GET", "/api/usage")).json.days).toEqual([]);
  });

  it("is the id of a job that is unknown, another's or none", async () => {
    const theirs = await accepted(await apiClient(stack, "bob"));
    for (const method of ["GET", "DELETE"]) {
      for (const id of [crypto.randomUUID(), theirs]) {
        const problem = problemOf(await ada.call(method, `/api/jobs/${id}`));
        expect(problem.code).toBe("not_found");
      }
      for (const id of ["1", theirs.slice(1), `${theirs}0`, "J%23", "%00"]) {
        const problem = problemOf(await ada.call(method, `/api/jobs/${id}`));
        expect(problem, id).toEqual({ code: "invalid_request", paths: ["path.id"] });
      }
    }
  });

  it("is an end for a job that has ended otherwise, or a place in its events that is none", async () => {
    const id = await accepted(ada);
    await endedJob(ada, id);
    const late = await ada.call("DELETE", `/api/jobs/${id}`);
    expect(problemOf(late).code).toBe("job_ended");
    expect(late.status).toBe(409);
    expect(late.json).toMatchObject({ jobId: id, detail: expect.stringContaining("succeeded") });

    for (const last of ["x", "-1", "1.5", "1e3", " ", "0x1", "9".repeat(40), "7; DROP"]) {
      const headers = { "last-event-id": last, accept: "text/event-stream" };
      const answer = await ada.call("GET", `/api/jobs/${id}/events`, { headers });
      expect(problemOf(answer), last).toEqual({
        code: "invalid_request",
        paths: ["headers.last-event-id"],
      });
    }
  });
});
