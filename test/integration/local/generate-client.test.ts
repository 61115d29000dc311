import { createServer, type IncomingMessage } from "node:http";
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
    created_at: at,
    updated_at: at,
    ...changes,
  });

const node = aGeneratedNode();

const queued: JobEventBody = { name: "stage", data: { stage: "queued" } };
const checking: JobEventBody = { name: "stage", data: { stage: "check", attempt: 1 } };
const succeeded: JobEventBody = { name: "succeeded", data: { nodeId: node.id } };

interface Served {
  /** What each reading of the events shows, one after the other; the last is the end. */
  readonly pages?: readonly (readonly JobEventBody[])[];
  readonly end?: Job;
  readonly refusal?: object;
  readonly sentence?: Sentence;
}

/** An API whose job goes this way, and what the client made of it. */
async function serve({
  pages = [[succeeded]],
  end = job({ status: "succeeded", stage: "done", result: { nodeId: node.id } }),
  refusal,
  sentence = { text: "Convert CSV text" },
}: Served) {
  const requests: string[] = [];
  const left = [...pages];
  const server = createServer(async (request, response) => {
    requests.push(await describeRequest(request));
    if (refusal) return sendJson(response, 409, refusal);
    if (request.method === "POST") return sendJson(response, 202, { message: "", job: job({}) });
    const after = /events\?after=(-?\d+)$/.exec(request.url ?? "")?.[1];
    if (after !== undefined) {
      const events = (left.shift() ?? []).map((event, index) => ({
        seq: Number(after) + 1 + index,
        at,
        ...event,
      }));
      return sendJson(response, 200, { job: end.id, events, ended: left.length === 0 });
    }
    return sendJson(response, 200, request.url?.startsWith("/api/jobs/") ? end : node);
  });
  const { url, close } = await listen(server);
  onTestFinished(close);
  const told: string[] = [];
  const onEvent = (event: JobEventBody) => told.push(event.name);
  const result = generateNode(sentence, { url, token: "secret", onEvent });
  return { result, requests, told };
}

async function describeRequest(request: IncomingMessage) {
  const { method, url, headers } = request;
  const body = (await readBody(request)).toString();
  return [method, url, headers.authorization, headers.prefer, body].filter(Boolean).join(" ");
}

describe("the generate command's client", () => {
  it("asks, tells each event once and in order, and fetches the node", async () => {
    const { result, requests, told } = await serve({
      pages: [[queued], [], [checking, checking], [succeeded]],
    });
    expect(await result).toEqual(node);
    expect(told).toEqual(["stage", "stage", "stage", "succeeded"]);
    expect(requests[0]).toBe(
      'POST /api/generated-nodes/generate Bearer secret respond-async {"request":"Convert CSV text"}',
    );
    const read = requests.flatMap((line) => /after=(-?\d+)/.exec(line)?.[1] ?? []);
    expect(read).toEqual(["-1", "0", "0", "2"]);
    expect(requests.at(-1)).toBe(`GET /api/generated-nodes/${node.id} Bearer secret`);
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
