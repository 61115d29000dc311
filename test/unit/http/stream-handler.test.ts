import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { Problem } from "#schemas/problem.ts";
import { AppError } from "#shared/app-error.ts";
import { followAnswer } from "#shared/http/follow-answer.ts";
import { streamHandler } from "#shared/http/stream-handler.ts";
import type { FollowedEvents } from "#shared/jobs/follow-job-events.ts";
import type { RequestLimiter } from "#shared/limits/request-limiter.ts";
import { gatewayEvent, lambdaContext } from "../../support/http/gateway-event.ts";
import { openLimiter } from "../../support/http/open-limiter.ts";
import { newJobId } from "../../support/stores/job-samples.ts";
import { instant, newTenant } from "../../support/stores/node-samples.ts";

beforeAll(() => {
  vi.stubEnv("CORS_ORIGINS", "https://app.example");
  vi.stubEnv("LOG_LEVEL", "silent");
});

const id = newJobId();
const stage = { seq: 0, at: instant(1), name: "stage", data: { stage: "check" } } as const;
const page = { job: id, events: [stage], ended: false };

async function* telling(fault?: Error): FollowedEvents {
  yield [stage];
  yield [];
  if (fault) throw fault;
  yield [{ seq: 1, at: instant(2), name: "cancelled", data: {} }];
  return "ended";
}

type Events = FollowedEvents | undefined;

const follower = (events: () => Events, limiter: () => RequestLimiter = openLimiter) =>
  streamHandler(
    "get-job-events",
    () => ({}),
    ({ headers, query, ...request }) =>
      headers.accept === "application/json"
        ? { status: 200, body: { ...page, ended: query.after > 0 } }
        : followAnswer(events(), request),
    limiter,
  );

const call = async (
  handler: ReturnType<typeof follower>,
  parts: Parameters<typeof gatewayEvent>[1] = {},
) => {
  const event = gatewayEvent("get-job-events", { params: { id }, ...parts });
  const { body, ...response } = await handler(event, lambdaContext);
  const json = (told: string): unknown => JSON.parse(told);
  const told = body instanceof Readable ? await text(body) : body;
  return { ...response, text: told, json: () => json(told) };
};

describe("a streamed answer", () => {
  it("tells events with their numbers, says that it is there, and how to come back", async () => {
    const answer = await call(follower(telling), { headers: { origin: "https://app.example" } });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "access-control-allow-origin": "https://app.example",
      "x-request-id": "request-1",
      "ratelimit-remaining": "999",
    });
    expect(answer.text).toBe(
      [
        "retry: 2000",
        `id: 0\nevent: stage\ndata: ${JSON.stringify(stage)}`,
        ": still here",
        `id: 1\nevent: cancelled\ndata: ${JSON.stringify({ seq: 1, at: instant(2), name: "cancelled", data: {} })}`,
        ": that was the last event",
        "",
      ].join("\n\n"),
    );
  });

  it("ends with our problem where a fault comes behind the first byte, and no word of ours", async () => {
    const answer = await call(follower(() => telling(new Error("10.0.0.1 refused"))));
    expect(answer.statusCode).toBe(200);
    const [, data] = /event: error\ndata: (.*)\n\n$/.exec(answer.text) ?? [];
    expect(Problem.parse(JSON.parse(data ?? ""))).toMatchObject({
      code: "internal",
      requestId: "request-1",
    });
    expect(answer.text).not.toContain("10.0.0.1");
  });

  it("is a problem with its status where the fault comes before", async () => {
    const handler = follower(() => {
      throw new AppError("not_found", "There is no such job.");
    });
    const answer = await call(handler);
    expect(answer.statusCode).toBe(404);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    expect(answer.json()).toMatchObject({ code: "not_found" });
  });

  it("has no body where nothing more will come", async () => {
    const headers = { origin: "https://app.example" };
    const answer = await call(
      follower(() => undefined),
      { headers },
    );
    expect(answer).toMatchObject({ statusCode: 204, text: "" });
    expect(answer.headers).not.toHaveProperty("content-type");
    expect(answer.headers).toHaveProperty("access-control-allow-origin");
  });

  it("is JSON for those who ask for it, through its schema", async () => {
    const answer = await call(follower(telling), { headers: { Accept: "application/json" } });
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(answer.json()).toEqual(page);
  });

  it.each(["abc", "-1", "1.5", "0x1", "1e3", " ", "1000000", "7, 8"])(
    "is refused for Last-Event-ID %j, which is named",
    async (given) => {
      const answer = await call(follower(telling), { headers: { "Last-Event-ID": given } });
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({ errors: [{ path: "headers.last-event-id" }] });
    },
  );

  it("stops asking for events when its reader has left", async () => {
    let returned = false;
    async function* endless(): FollowedEvents {
      try {
        for (;;) yield [stage];
      } finally {
        returned = true;
      }
    }
    const handler = follower(endless);
    const { body } = await handler(
      gatewayEvent("get-job-events", { params: { id } }),
      lambdaContext,
    );
    if (!(body instanceof Readable)) throw new Error("no stream");
    for await (const chunk of body) if (String(chunk).startsWith("id: 0")) break;
    await vi.waitFor(() => expect(returned).toBe(true));
  });
});

describe("the limit of streams", () => {
  const taking = () => {
    const taken: string[] = [];
    const open = openLimiter();
    const limiter = (): RequestLimiter => ({
      take: (tenant, kind) => {
        taken.push(`${tenant} ${kind}`);
        return open.take(tenant, kind);
      },
    });
    return { taken, limiter };
  };

  it("counts streams apart from pages of the same route", async () => {
    const { taken, limiter } = taking();
    const tenant = newTenant();
    for (const accept of ["*/*", "text/event-stream", "application/json", "text/html"]) {
      await call(follower(telling, limiter), { tenant, headers: { accept } });
    }
    expect(taken.map((one) => one.replace(`${tenant} `, ""))).toEqual([
      "streams",
      "streams",
      "requests",
      "streams",
    ]);
  });

  it("counts for the tenant whom a ticket names, also if JSON is asked for, which is not to be had", async () => {
    const { taken, limiter } = taking();
    const tenant = newTenant();
    const handler = streamHandler(
      "follow-job-events",
      () => ({}),
      async ({ admit, ...request }) => {
        await admit(tenant);
        return followAnswer(undefined, request);
      },
      limiter,
    );
    const event = gatewayEvent("follow-job-events", {
      params: { id },
      query: { ticket: "t" },
      headers: { accept: "application/json" },
      anonymous: true,
    });
    const answer = await handler(event, lambdaContext);
    expect(answer.statusCode).toBe(204);
    expect(answer.headers).toHaveProperty("ratelimit-remaining");
    expect(taken).toEqual([`${tenant} streams`]);
  });
});
