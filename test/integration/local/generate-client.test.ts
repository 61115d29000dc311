import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { Job } from "#schemas/job.ts";
import type { JobEventBody } from "#schemas/job-event.ts";
import { generateNode, type Sentence } from "../../../local/generation/api-client.ts";
import { listen, readBody, sendJson } from "../../../local/http.ts";
import { aGeneratedNode } from "../../support/local/a-generated-node.ts";

const at = "2026-01-01T00:00:00.000Z";

const job = (changes: object) =>
  Job.parse({
    id: "0190a3c4-0000-7000-8000-00000000000a",
    status: "running",
    stage: "queued",
    attempt: 0,
    eventsUrl: "/api/jobs/0190a3c4-0000-7000-8000-00000000000a/live?ticket=t",
    created_at: at,
    updated_at: at,
    ...changes,
  });

const node = aGeneratedNode();

const queued: JobEventBody = { name: "stage", data: { stage: "queued" } };
const checking: JobEventBody = { name: "stage", data: { stage: "check", attempt: 1 } };
const succeeded: JobEventBody = { name: "succeeded", data: { nodeId: node.id } };

interface Served {
  /** What each connection tells, one after the other, before it ends. */
  readonly streams?: readonly Stream[];
  readonly end?: Job;
  readonly refusal?: object;
  readonly sentence?: Sentence;
}

interface Stream {
  readonly events?: readonly JobEventBody[];
  /** Broken off behind its events, in the middle of a line, or with an event of a fault of ours. */
  readonly ends?: "broken" | "fault";
}

/** An API whose job goes this way, and what the client made of it. */
async function serve({
  streams = [{ events: [succeeded] }],
  end = job({ status: "succeeded", stage: "done", result: { nodeId: node.id } }),
  refusal,
  sentence = { text: "Convert CSV text" },
}: Served) {
  const requests: string[] = [];
  const left = [...streams];
  const server = createServer(async (request, response) => {
    requests.push(await describeRequest(request));
    if (refusal) return sendJson(response, 409, refusal);
    if (request.method === "POST") return sendJson(response, 202, { message: "", job: job({}) });
    if (request.url?.endsWith("/events")) {
      return tell(response, Number(request.headers["last-event-id"] ?? -1), left.shift());
    }
    return sendJson(response, 200, request.url?.startsWith("/api/jobs/") ? end : node);
  });
  const { url, close } = await listen(server);
  onTestFinished(close);
  const told: string[] = [];
  const onEvent = (event: JobEventBody) => told.push(event.name);
  const result = generateNode(sentence, { url, token: "secret", onEvent, retryMs: 1 });
  return { result, requests, told };
}

function tell(response: ServerResponse, after: number, stream: Stream | undefined): void {
  if (stream === undefined) {
    response.writeHead(204).end();
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  const told = (stream.events ?? []).map((event, index) => {
    const seq = after + 1 + index;
    return `id: ${seq}\nevent: ${event.name}\ndata: ${JSON.stringify({ seq, at, ...event })}\n\n`;
  });
  response.write(`retry: 2000\n\n${told.join("")}: still here\n\n`);
  if (stream.ends === "fault") response.write('event: error\ndata: {"code":"internal"}\n\n');
  if (stream.ends !== "broken") response.end(": the end\n\n");
  else response.write("id: 99\nevent: sta", () => response.destroy());
}

async function describeRequest(request: IncomingMessage) {
  const { method, url, headers } = request;
  const body = (await readBody(request)).toString();
  const { authorization, prefer, "last-event-id": read } = headers;
  return [method, url, authorization, prefer, read, body].filter(Boolean).join(" ");
}

describe("the generate command's client", () => {
  it("asks, tells each event once and in order, and fetches the node", async () => {
    const { result, requests, told } = await serve({
      streams: [
        { events: [queued] },
        {},
        { events: [checking, checking], ends: "broken" },
        { ends: "fault" },
        { events: [succeeded] },
      ],
    });
    expect(await result).toEqual(node);
    expect(told).toEqual(["stage", "stage", "stage", "succeeded"]);
    expect(requests[0]).toBe(
      'POST /api/generated-nodes/generate Bearer secret respond-async {"request":"Convert CSV text"}',
    );
    const opened = requests.filter((line) => line.includes("/events"));
    expect(opened.map((line) => line.split("Bearer secret ")[1])).toEqual([
      undefined,
      "0",
      "0",
      "2",
      "2",
    ]);
    expect(requests.at(-1)).toBe(`GET /api/generated-nodes/${node.id} Bearer secret`);
  });

  it("does not wait for more where nothing more comes, and gives up on what only breaks", async () => {
    const { result, told } = await serve({ streams: [{ events: [queued] }] });
    expect(await result).toEqual(node);
    expect(told).toEqual(["stage"]);
    const broken = await serve({ streams: Array(7).fill({ ends: "fault" }) });
    await expect(broken.result).rejects.toThrow("the job's events cannot be read");
    expect(broken.requests.filter((line) => line.includes("/events"))).toHaveLength(6);
  });

  it("changes a node where one is named", async () => {
    const { result, requests } = await serve({ sentence: { text: "Faster", refines: node.id } });
    expect(await result).toEqual(node);
    expect(requests[0]).toBe(
      `POST /api/generated-nodes/${node.id}/refine Bearer secret respond-async {"feedback":"Faster"}`,
    );
  });

  it("fails with the job's own words", async () => {
    const errors = [{ path: "test 1", code: "failed", message: "expected 2" }];
    const error = { code: "generation_failed", detail: "No correct node came of it.", errors };
    const { result } = await serve({ end: job({ status: "failed", stage: "done", error }) });
    await expect(result).rejects.toMatchObject({
      name: "GenerationFailed",
      message: "No correct node came of it.",
      code: "generation_failed",
      errors,
      jobId: job({}).id,
    });
  });

  it("fails with the problem of a refused request", async () => {
    const { result } = await serve({
      refusal: {
        type: "about:blank",
        title: "No language model is configured",
        status: 409,
        code: "llm_not_configured",
        detail: "Set LLM_PROVIDER.",
        requestId: "1",
      },
    });
    await expect(result).rejects.toMatchObject({ code: "llm_not_configured" });
  });
});
