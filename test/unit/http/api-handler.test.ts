import { beforeAll, describe, expect, it, vi } from "vitest";
import { JobId } from "#schemas/identifiers.ts";
import { Problem } from "#schemas/problem.ts";
import { AppError } from "#shared/app-error.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import { gatewayEvent, lambdaContext } from "../../support/http/gateway-event.ts";
import { openLimiter } from "../../support/http/open-limiter.ts";
import { newNodeId } from "../../support/stores/node-samples.ts";

beforeAll(() => {
  vi.stubEnv("CORS_ORIGINS", "https://app.example");
  vi.stubEnv("LOG_LEVEL", "silent");
});

const deleting = (run: (id: string) => void) =>
  apiHandler(
    "delete-node",
    () => ({}),
    async ({ params }) => {
      run(params.id);
      return { status: 200, body: { message: "Generated node deleted successfully" } };
    },
    openLimiter,
  );

const call = async (
  handler: ReturnType<typeof deleting>,
  parts: Parameters<typeof gatewayEvent>[1],
) => {
  const response = await handler(gatewayEvent("delete-node", parts), lambdaContext);
  return { ...response, json: JSON.parse(response.body) };
};

const id = newNodeId();

describe("apiHandler", () => {
  it("runs the operation with parsed parts and answers with the headers of every answer", async () => {
    const seen: string[] = [];
    const response = await call(
      deleting((one) => seen.push(one)),
      { params: { id: id.toUpperCase() }, headers: { origin: "https://app.example" } },
    );
    expect(seen).toEqual([id]);
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      "content-type": "application/json",
      "x-request-id": "request-1",
      "access-control-allow-origin": "https://app.example",
      "cache-control": "no-store",
    });
  });

  it("tells a caller's fault as a problem with its code", async () => {
    const handler = deleting(() => {
      throw new AppError("rate_limited", "Slower, please.", { retryAfterSeconds: 7 });
    });
    const response = await call(handler, { params: { id } });
    expect(response.statusCode).toBe(429);
    expect(response.headers["retry-after"]).toBe("7");
    expect(response.headers["content-type"]).toBe("application/problem+json");
    expect(response.json).toEqual({
      type: "urn:nodesmith:problem:rate_limited",
      title: "Too many requests",
      status: 429,
      code: "rate_limited",
      detail: "Slower, please.",
      requestId: "request-1",
    });
  });

  it("leads from a failed job's problem to the job, under the prefix that was called", async () => {
    const jobId = JobId.parse(newNodeId());
    const handler = deleting(() => {
      throw new AppError("generation_failed", "No correct node came of it.", { jobId });
    });
    const response = await call(handler, { params: { id }, prefix: "/prod" });
    expect(response.headers.location).toBe(`/prod/api/jobs/${jobId}`);
    expect(response.headers).not.toHaveProperty("idempotency-replayed");
    expect(Problem.parse(response.json)).toMatchObject({ code: "generation_failed", jobId });
  });

  it("says of a problem that it is the answer that the same request had before", async () => {
    const handler = deleting(() => {
      throw new AppError("generation_failed", "No correct node came of it.", { replayed: true });
    });
    const response = await call(handler, { params: { id } });
    expect(response.headers["idempotency-replayed"]).toBe("true");
  });

  it("tells a fault of ours in one fixed sentence", async () => {
    const handler = deleting(() => {
      throw new Error("password=hunter2 at /var/task");
    });
    const response = await call(handler, { params: { id } });
    expect(response.statusCode).toBe(500);
    expect(response.json.code).toBe("internal");
    expect(response.body).not.toContain("hunter2");
    expect(response.json.detail).toContain("request-1");
  });

  it("refuses a call without an identity, with an expired one, and with a bad tenant", async () => {
    const handler = deleting(() => {
      throw new Error("must not run");
    });
    const expired = Math.floor(Date.now() / 1_000) - 31;
    for (const parts of [{ anonymous: true }, { exp: expired }, { tenant: "../other" }]) {
      const response = await call(handler, { params: { id }, ...parts });
      expect(response.statusCode).toBe(401);
      expect(response.json.code).toBe("unauthorized");
    }
  });

  it("treats an answer that does not fit its schema as a fault of ours", async () => {
    const handler = apiHandler(
      "get-health",
      () => ({}),
      () => ({ status: 200, body: { status: "OK", timestamp: "yesterday", version: "1" } }),
    );
    const response = await handler(gatewayEvent("get-health"), lambdaContext);
    expect(response.statusCode).toBe(500);
  });

  it("builds its services once, and again after a failure", async () => {
    const build = vi.fn(() => ({}));
    build.mockImplementationOnce(() => {
      throw new Error("no such variable");
    });
    const handler = apiHandler(
      "delete-node",
      build,
      () => ({ status: 200, body: { message: "Generated node deleted successfully" } }),
      openLimiter,
    );
    const event = gatewayEvent("delete-node", { params: { id } });
    const statuses = [];
    for (const _ of [1, 2, 3]) statuses.push((await handler(event, lambdaContext)).statusCode);
    expect(statuses).toEqual([500, 200, 200]);
    expect(build).toHaveBeenCalledTimes(2);
  });

  it("answers before Lambda would kill it", async () => {
    const handler = apiHandler(
      "delete-node",
      () => ({}),
      () => new Promise<never>(() => {}),
      openLimiter,
    );
    const context = { ...lambdaContext, getRemainingTimeInMillis: () => 210 };
    const response = await handler(gatewayEvent("delete-node", { params: { id } }), context);
    expect(response.statusCode).toBe(504);
    expect(JSON.parse(response.body).code).toBe("timeout");
  });
});
