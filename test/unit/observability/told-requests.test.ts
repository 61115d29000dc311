import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { AppError } from "#shared/app-error.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import type { RequestLimiter } from "#shared/limits/request-limiter.ts";
import { gatewayEvent, lambdaContext } from "../../support/http/gateway-event.ts";
import { capturedLines, metricsIn } from "../../support/observability/captured-lines.ts";
import { newNodeId } from "../../support/stores/node-samples.ts";

beforeAll(() => {
  vi.stubEnv("CORS_ORIGINS", "*");
  vi.stubEnv("LOG_LEVEL", "info");
});
afterAll(() => void vi.unstubAllEnvs());

const id = newNodeId();

const admitted = {
  allowed: true,
  limit: { most: 10, windowMs: 1_000 },
  remaining: 9,
  resetSeconds: 1,
  retryAfterSeconds: 0,
};

const deleting = (run: () => void, take: RequestLimiter["take"] = async () => admitted) =>
  apiHandler(
    "delete-node",
    () => ({}),
    async () => {
      run();
      return { status: 200, body: { message: "Generated node deleted successfully" } };
    },
    () => ({ take }),
  );

const linesOf = (run: () => void, parts: Parameters<typeof gatewayEvent>[1] = {}) =>
  capturedLines(() =>
    deleting(run)(gatewayEvent("delete-node", { params: { id }, ...parts }), lambdaContext),
  );

const failing = (error: unknown) => () => {
  throw error;
};

describe("a request", () => {
  it("leaves one line with the ids by which it is found, and no metric where all is well", async () => {
    const lines = await linesOf(() => {});
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: "info",
      message: "request",
      requestId: "request-1",
      operation: "delete-node",
      nodeId: id,
      status: 200,
    });
    expect(lines[0]).not.toHaveProperty("kind");
  });

  it("does not tell as an id what is none", async () => {
    const [line] = await linesOf(() => {}, { params: { id: "../../etc/passwd" } });
    expect(line).toMatchObject({ status: 400 });
    expect(JSON.stringify(line)).not.toContain("passwd");
  });

  it.each([
    ["forbidden", "forbidden"],
    ["unauthorized", "bad_token"],
    ["payload_too_large", "payload_too_large"],
  ] as const)(
    "that is refused with %s is a security event of its own kind",
    async (code, event) => {
      const lines = await linesOf(failing(new AppError(code, "No.")));
      const [security] = lines.filter(({ kind }) => kind === "security");
      expect(security).toMatchObject({ level: "warn", event, requestId: "request-1", code });
      expect(metricsIn(lines)).toEqual([{ kind: event, security_events_total: 1 }]);
    },
  );

  it.each([
    ["an error", new TypeError("x is not a function")],
    ["a code of ours", new AppError("unavailable", "Later.")],
    ["a function out of time", new AppError("timeout", "Too long.")],
  ])("that fails by %s counts as our fault", async (_, error) => {
    const lines = await linesOf(failing(error));
    expect(lines[0]).toMatchObject({ level: "error", message: "request" });
    expect(metricsIn(lines)).toEqual([{ function_kind: "api", service_errors_total: 1 }]);
  });

  it.each(["provider_failed", "provider_overloaded", "provider_timeout"] as const)(
    "that fails with %s counts as a provider's fault, and not as ours",
    async (code) => {
      const told = metricsIn(await linesOf(failing(new AppError(code, "No."))));
      expect(told).toEqual([{ provider_problems_total: 1 }]);
    },
  );

  it.each(["not_found", "rate_limited"] as const)(
    "that fails with %s does not count as a fault",
    async (code) => {
      expect(metricsIn(await linesOf(failing(new AppError(code, "No."))))).toEqual([]);
    },
  );

  it.each([
    [
      "is refused by its limit",
      async () => ({ ...admitted, allowed: false }),
      429,
      {
        class: "requests",
        limiter_refusals_total: 1,
      },
    ],
    [
      "is let through as its limit could not be read",
      () => Promise.reject(new Error("store")),
      200,
      {
        outcome: "opened",
        limiter_faults_total: 1,
      },
    ],
  ] as const)("that %s is counted as such", async (_, take, status, counted) => {
    const event = gatewayEvent("delete-node", { params: { id } });
    const lines = await capturedLines(() => deleting(() => {}, take)(event, lambdaContext));
    expect(lines).toContainEqual(expect.objectContaining({ message: "request", status }));
    expect(metricsIn(lines)).toEqual([counted]);
  });

  it("names the job that failed", async () => {
    const jobId = newNodeId();
    const error = new AppError("generation_failed", "No.", { jobId: jobId as never });
    const [line] = await linesOf(failing(error));
    expect(line).toMatchObject({ jobId, code: "generation_failed" });
  });

  it("writes no metric where nothing is to be logged", async () => {
    vi.stubEnv("LOG_LEVEL", "silent");
    expect(await linesOf(failing(new Error("ours")))).toEqual([]);
    vi.stubEnv("LOG_LEVEL", "info");
  });
});
