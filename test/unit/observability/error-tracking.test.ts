import { describe, expect, it } from "vitest";
import { trackError } from "#shared/http/error-tracking.ts";

const source = { ERROR_TRACKING_DSN: "https://abc123@tracker.example/prefix/42" };
const ids = { requestId: "request-1", jobId: "job-1", tenant: "tenant-1" };
const now = () => new Date("2026-03-01T10:00:00.000Z");

const sentFor = async (error: unknown, from: Record<string, string> = source) => {
  const sent: { url: string; body: string; headers: Headers }[] = [];
  const send: typeof fetch = async (url, init) => {
    sent.push({ url: String(url), body: String(init?.body), headers: new Headers(init?.headers) });
    return new Response("{}");
  };
  await trackError({ error, where: "generate-node", ids }, from, { fetch: send, now });
  return sent;
};

const eventOf = (body: string) => JSON.parse(body.split("\n")[2] ?? "");

describe("error tracking", () => {
  it("posts one envelope to the project the DSN names", async () => {
    const [sent, ...others] = await sentFor(new TypeError("x is not a function"));
    expect(others).toEqual([]);
    expect(sent?.url).toBe(
      "https://tracker.example/prefix/api/42/envelope/?sentry_version=7&sentry_key=abc123",
    );
    expect(sent?.headers.get("content-type")).toBe("application/x-sentry-envelope");
    const [header = "", item = "", event = "", ...rest] = sent?.body.split("\n") ?? [];
    expect(rest).toEqual([""]);
    expect(JSON.parse(header)).toMatchObject({ sent_at: "2026-03-01T10:00:00.000Z" });
    expect(JSON.parse(header).event_id).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.parse(item)).toEqual({ type: "event", length: Buffer.byteLength(event) });
  });

  it("tells what failed, where, with our stack and the ids", async () => {
    const [sent] = await sentFor(new TypeError("x is not a function"));
    const event = eventOf(sent?.body ?? "");
    expect(event).toMatchObject({
      platform: "node",
      level: "error",
      transaction: "generate-node",
      tags: { request_id: "request-1", job_id: "job-1", tenant: "tenant-1" },
    });
    const [exception] = event.exception.values;
    expect(exception).toMatchObject({ type: "TypeError", value: "x is not a function" });
    const frames = exception.stacktrace.frames;
    expect(frames.at(-1)).toMatchObject({ in_app: true, lineno: expect.any(Number) });
    expect(frames.at(-1).filename).toMatch(/error-tracking\.test\.ts$/);
  });

  it("never tells what an error quotes, what caused it, or a key", async () => {
    const parsing = (() => {
      try {
        return JSON.parse('{"request": my secret wish}');
      } catch (error) {
        return error;
      }
    })();
    const caused = new Error("no answer to 'hunter2' with sk-ant-abcdef123456", {
      cause: new Error("the prompt was: my secret wish"),
    });
    for (const error of [parsing, caused, "my secret wish in 'hunter2'"]) {
      const [sent] = await sentFor(error);
      expect(sent?.body).not.toMatch(/secret wish|hunter2|sk-ant|\{\\"request/);
    }
  });

  it.each(["", "nonsense", "https://tracker.example/42", "https://key@tracker.example/"])(
    "sends nothing where the DSN is %j",
    async (ERROR_TRACKING_DSN) => {
      expect(await sentFor(new Error("ours"), { ERROR_TRACKING_DSN })).toEqual([]);
    },
  );

  it("is over in time where the tracker does not answer, and fails nobody", async () => {
    const never: typeof fetch = (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      });
    const refusing: typeof fetch = async () => {
      throw new TypeError("fetch failed");
    };
    const fault = { error: new Error("ours"), where: "worker", ids };
    await expect(trackError(fault, source, { fetch: never, mostMs: 5 })).resolves.toBeUndefined();
    await expect(trackError(fault, source, { fetch: refusing })).resolves.toBeUndefined();
  });
});
