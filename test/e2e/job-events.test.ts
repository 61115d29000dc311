import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JobEvents } from "#schemas/job-event.ts";
import { Problem } from "#schemas/problem.ts";
import { type ApiClient, apiClient, endedJob } from "../support/api/api-client.ts";
import { openEvents } from "../support/api/event-reader.ts";
import { startClaudeServer } from "../support/providers/claude-server.ts";
import { type HeldProvider, holdProvider } from "../support/providers/held-provider.ts";
import type { ProviderServer } from "../support/providers/provider-server.ts";
import { twoPartReply } from "../support/providers/two-part-reply.ts";
import { startTestStack, type TestStack } from "../support/stack/test-stack.ts";

let provider: ProviderServer;
let held: HeldProvider;
let stack: TestStack;
let ada: ApiClient;
let job: { id: string; eventsUrl: string };

/** The stage's own name is in front of every path; it is so behind every deployed API, too. */
const prefix = "/local";
const origin = "https://app.example";

beforeAll(async () => {
  provider = await startClaudeServer(() => ({ kind: "text", text: twoPartReply() }));
  held = await holdProvider(provider);
  stack = await startTestStack({
    settings: {
      LLM_PROVIDER: "claude",
      ANTHROPIC_BASE_URL: held.url,
      ANTHROPIC_API_KEY: "sk-test-0123456789abcdef",
    },
  });
  ada = await apiClient(stack, "ada");
  job = await accept();
});

afterAll(async () => {
  await stack?.close();
  await held?.close();
  await provider?.close();
});

async function accept() {
  const answer = await ada.call("POST", `${prefix}/api/generated-nodes/generate`, {
    body: { request: "Convert degrees Celsius to Fahrenheit" },
    headers: { prefer: "respond-async" },
  });
  expect(answer.status).toBe(202);
  return answer.json.job;
}

const bearer = (more: Record<string, string> = {}) => ({
  authorization: `Bearer ${ada.token}`,
  ...more,
});
const eventsOf = (id: string) => `${stack.url}${prefix}/api/jobs/${id}/events`;
const statusOf = async (id: string) => (await ada.call("GET", `/api/jobs/${id}`)).json.status;

describe("the events of a job", () => {
  it("come while it runs, and go on where a connection was cut, for tokens and tickets at once", async () => {
    const cut = await openEvents(eventsOf(job.id), bearer());
    expect(cut.status).toBe(200);
    expect(cut.headers.get("content-type")).toBe("text/event-stream");
    const before = [await cut.next(), await cut.next()].map((event) => event?.seq);
    expect(before).toEqual([0, 1]);
    expect(await statusOf(job.id)).toBe("running");
    cut.leave();

    const browser = await openEvents(`${stack.url}${job.eventsUrl}`, { origin });
    expect(job.eventsUrl).toMatch(new RegExp(`^${prefix}/api/jobs/${job.id}/live\\?ticket=`));
    expect(browser.headers.get("access-control-allow-origin")).toBe("*");
    const resumed = await openEvents(eventsOf(job.id), bearer({ "last-event-id": "1" }));
    await held.called(1);
    held.release();
    const [told, rest] = await Promise.all([browser.until(), resumed.until()]);
    expect(told.map(({ seq }) => seq)).toEqual(told.map((_, index) => index));
    expect(told.at(-1)?.name).toBe("succeeded");
    expect(rest).toEqual(told.slice(2));

    const again = await openEvents(eventsOf(job.id), bearer({ "last-event-id": "3" }));
    expect(await again.until()).toEqual(told.slice(4));
    const page = await ada.call("GET", `/api/jobs/${job.id}/events?after=3`);
    expect(JobEvents.parse(page.json)).toEqual({ job: job.id, events: told.slice(4), ended: true });
    for (const last of [told.length - 1, 999_999]) {
      const headers = { "last-event-id": String(last), origin };
      const over = await openEvents(`${stack.url}${job.eventsUrl}`, headers);
      expect([over.status, await over.text()]).toEqual([204, ""]);
      expect(over.headers.get("access-control-allow-origin")).toBe("*");
    }
  });

  it("may be asked for from any origin, with what a browser adds by itself", async () => {
    const response = await fetch(`${stack.url}/api/jobs/${job.id}/events`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "GET" },
    });
    const allowed = response.headers.get("access-control-allow-headers") ?? "";
    expect(allowed).toContain("last-event-id");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
  });
});

describe("who may not read them", () => {
  const refused = async (url: string, headers: Record<string, string> = {}) => {
    const answer = await openEvents(url, headers);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    const { status, code, errors } = Problem.parse(JSON.parse(await answer.text()));
    expect(answer.status).toBe(status);
    return { code, paths: errors?.map(({ path }) => path) };
  };

  it("is told before the first event, as everywhere", async () => {
    const eve = await apiClient(stack, "eve");
    const foreign = { authorization: `Bearer ${eve.token}` };
    expect(await refused(eventsOf(job.id))).toMatchObject({ code: "unauthorized" });
    expect(await refused(eventsOf(job.id), foreign)).toMatchObject({ code: "not_found" });
    const unknown = eventsOf(crypto.randomUUID());
    expect(await refused(unknown, bearer())).toMatchObject({ code: "not_found" });
    expect(await refused(eventsOf("1"), bearer())).toEqual({
      code: "invalid_request",
      paths: ["path.id"],
    });
    expect(await refused(eventsOf(job.id), bearer({ "last-event-id": "x" }))).toEqual({
      code: "invalid_request",
      paths: ["headers.last-event-id"],
    });
  });

  it("has a ticket of another job, or none, or more than a ticket", async () => {
    const other = await accept();
    await endedJob(ada, other.id);
    const [, ticket = ""] = job.eventsUrl.split("ticket=");
    const live = (id: string, query: string) => `${stack.url}/api/jobs/${id}/live${query}`;
    const withTicket = await refused(live(other.id, `?ticket=${ticket}`));
    expect(withTicket).toEqual({ code: "unauthorized", paths: undefined });
    expect(await refused(live(job.id, "?ticket=x"))).toMatchObject({ code: "unauthorized" });
    for (const query of ["", `?ticket=${ticket.repeat(9)}`]) {
      expect(await refused(live(job.id, query))).toMatchObject({ paths: ["query.ticket"] });
    }
    const elsewhere = await fetch(`${stack.url}/api/jobs/${job.id}?ticket=${ticket}`);
    expect(elsewhere.status).toBe(401);
    expect((await openEvents(live(job.id, `?ticket=${ticket}`))).status).toBe(200);
  });

  it("finds no ticket in a log", async () => {
    const [, ticket = "-"] = job.eventsUrl.split("ticket=");
    const logs = await stack.readLogs();
    expect(logs).toContain("follow-job-events");
    expect(logs).not.toContain(ticket);
  });
});
