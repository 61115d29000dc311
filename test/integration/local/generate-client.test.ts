import { createServer, type IncomingMessage } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { Job } from "#schemas/job.ts";
import { generateNode } from "../../../local/generation/api-client.ts";
import { listen, readBody, sendJson } from "../../../local/http.ts";
import { aGeneratedNode } from "../../support/local/a-generated-node.ts";

const job = (changes: object) =>
  Job.parse({
    id: "0190a3c4-0000-7000-8000-00000000000a",
    status: "running",
    stage: "queued",
    attempt: 0,
    created_at: "2026-01-01T00:00:00.000Z",
    updated_at: "2026-01-01T00:00:00.000Z",
    ...changes,
  });

const node = aGeneratedNode();

/** An API that shows these states of the job, one after the other. */
async function serve(states: Job[], refusal?: object) {
  const requests: string[] = [];
  const left = [...states];
  const server = createServer(async (request, response) => {
    requests.push(await describeRequest(request));
    if (refusal) return sendJson(response, 409, refusal);
    if (request.method === "POST") return sendJson(response, 202, { message: "", job: left[0] });
    if (request.url?.startsWith("/api/jobs/")) {
      if (left.length > 1) left.shift();
      return sendJson(response, 200, left[0]);
    }
    return sendJson(response, 200, node);
  });
  const { url, close } = await listen(server);
  onTestFinished(close);
  const stages: string[] = [];
  const onProgress = ({ stage }: Job) => stages.push(stage);
  const result = generateNode("Convert CSV text", { url, token: "secret", onProgress });
  return { result, requests, stages };
}

async function describeRequest(request: IncomingMessage) {
  const { method, url, headers } = request;
  const body = (await readBody(request)).toString();
  return [method, url, headers.authorization, headers.prefer, body].filter(Boolean).join(" ");
}

describe("the generate command's client", () => {
  it("asks, follows the job and fetches the node", async () => {
    const { result, requests, stages } = await serve([
      job({ status: "queued" }),
      job({ stage: "provider", attempt: 1 }),
      job({ stage: "provider", attempt: 1 }),
      job({ status: "succeeded", stage: "done", attempt: 1, result: { nodeId: node.id } }),
    ]);
    expect(await result).toEqual(node);
    expect(stages).toEqual(["queued", "provider", "done"]);
    expect(requests[0]).toBe(
      'POST /api/generated-nodes/generate Bearer secret respond-async {"request":"Convert CSV text"}',
    );
    expect(requests.at(-1)).toBe(`GET /api/generated-nodes/${node.id} Bearer secret`);
  });

  it("fails with the job's own words", async () => {
    const errors = [{ path: "test 1", code: "failed", message: "expected 2" }];
    const error = { code: "generation_failed", detail: "No correct node came of it.", errors };
    const { result } = await serve([job({ status: "failed", stage: "done", error })]);
    await expect(result).rejects.toMatchObject({
      name: "GenerationFailed",
      message: "No correct node came of it.",
      code: "generation_failed",
      errors,
    });
  });

  it("fails with the problem of a refused request", async () => {
    const { result } = await serve([], {
      type: "about:blank",
      title: "No language model is configured",
      status: 409,
      code: "llm_not_configured",
      detail: "Set LLM_PROVIDER.",
      requestId: "1",
    });
    await expect(result).rejects.toMatchObject({ code: "llm_not_configured" });
  });
});
