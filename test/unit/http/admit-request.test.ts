import { beforeAll, describe, expect, it, vi } from "vitest";
import { apiHandler } from "#shared/http/api-handler.ts";
import { limitState } from "#shared/limits/gcra.ts";
import type { RequestLimiter } from "#shared/limits/request-limiter.ts";
import { gatewayEvent, lambdaContext } from "../../support/http/gateway-event.ts";
import { newNodeId } from "../../support/stores/node-samples.ts";

beforeAll(() => {
  vi.stubEnv("CORS_ORIGINS", "*");
  vi.stubEnv("LOG_LEVEL", "silent");
});

const limit = { most: 10, windowMs: 60_000 };

const deletingWith = (take: RequestLimiter["take"], run = vi.fn()) => {
  const handler = apiHandler(
    "delete-node",
    () => ({}),
    () => {
      run();
      return { status: 200, body: { message: "Generated node deleted successfully" } };
    },
    () => ({ take }),
  );
  return { run, handler };
};

const event = (id: string = newNodeId()) => gatewayEvent("delete-node", { params: { id } });

describe("a limited operation", () => {
  it("tells what is left with every answer", async () => {
    const { handler } = deletingWith(async () =>
      limitState(limit, { tat: 6_000, now: 0, allowed: true }),
    );
    const { headers } = await handler(event(), lambdaContext);
    expect(headers).toMatchObject({
      "ratelimit-policy": '"tenant";q=10;w=60',
      ratelimit: '"tenant";r=9;t=6',
      "ratelimit-limit": "10",
      "ratelimit-remaining": "9",
      "ratelimit-reset": "6",
    });
  });

  it("refuses beyond the limit before anything is done, and says when to come back", async () => {
    const { handler, run } = deletingWith(async () =>
      limitState(limit, { tat: 60_000, now: 0, allowed: false }),
    );
    const response = await handler(event(), lambdaContext);
    expect(response.statusCode).toBe(429);
    expect(response.headers).toMatchObject({ "retry-after": "6", "ratelimit-remaining": "0" });
    expect(JSON.parse(response.body)).toMatchObject({
      code: "rate_limited",
      detail: "10 requests in 60 s are the most.",
    });
    expect(run).not.toHaveBeenCalled();
  });

  it("counts a request that is not valid as well", async () => {
    const take = vi.fn(async () => limitState(limit, { tat: 6_000, now: 0, allowed: true }));
    const { handler } = deletingWith(take);
    const response = await handler(event("not-an-id"), lambdaContext);
    expect(response.statusCode).toBe(400);
    expect(response.headers["ratelimit-remaining"]).toBe("9");
    expect(take).toHaveBeenCalledTimes(1);
  });

  it("opens where the limit cannot be read", async () => {
    const { handler, run } = deletingWith(async () => {
      throw new Error("no connection");
    });
    const response = await handler(event(), lambdaContext);
    expect(response.statusCode).toBe(200);
    expect(response.headers).not.toHaveProperty("ratelimit");
    expect(run).toHaveBeenCalledTimes(1);
  });
});
