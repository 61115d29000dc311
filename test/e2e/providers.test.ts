import { afterEach, describe, expect, it, vi } from "vitest";
import type { JobEvents } from "#schemas/job-event.ts";
import { type ApiClient, apiClient, endedJob } from "../support/api/api-client.ts";
import { startClaudeServer } from "../support/providers/claude-server.ts";
import { startOllamaServer } from "../support/providers/ollama-server.ts";
import { startOpenaiServer } from "../support/providers/openai-server.ts";
import type { ProviderServer } from "../support/providers/provider-server.ts";
import { inOrder, type Script } from "../support/providers/scripted-reply.ts";
import { twoPartReply } from "../support/providers/two-part-reply.ts";
import { startTestStack, type TestStack } from "../support/stack/test-stack.ts";

const key = "sk-planted-e2e-0123456789abcdef0123456789";
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const text = { kind: "text" as const, text: twoPartReply() };

async function stackWith(
  start: (script: Script) => Promise<ProviderServer>,
  script: Script,
  settings: (url: string) => Record<string, string>,
): Promise<{ stack: TestStack; server: ProviderServer; ada: ApiClient }> {
  const server = await start(script);
  open.push(server);
  const stack = await startTestStack({ settings: settings(server.url) });
  open.push(stack);
  return { stack, server, ada: await apiClient(stack, "ada") };
}

const ask = (ada: ApiClient, more: object = {}) =>
  ada.call("POST", "/api/generated-nodes/generate", {
    body: { request: "Convert degrees Celsius to Fahrenheit", ...more },
  });

const claude = (url: string) => ({
  LLM_PROVIDER: "claude",
  ANTHROPIC_BASE_URL: url,
  ANTHROPIC_API_KEY: key,
});

const openai = (url: string) => ({
  LLM_PROVIDER: "openai",
  OPENAI_BASE_URL: url,
  OPENAI_API_KEY: key,
});

const ollama = (url: string) => ({ LLM_PROVIDER: "ollama", OLLAMA_BASE_URL: url });

describe("a reply in the two-part format becomes a stored node", () => {
  it.each([
    ["anthropic's API", "claude", startClaudeServer, claude],
    ["a server compatible with OpenAI's", "openai", startOpenaiServer, openai],
    ["Ollama", "ollama", startOllamaServer, ollama],
  ] as const)("through %s", async (_, name, start, settings) => {
    const { stack, server, ada } = await stackWith(start, inOrder(text), settings);
    const answer = await ask(ada);
    expect(answer.status).toBe(201);
    const { node, generation } = answer.json;
    expect(node.verification).toMatchObject({ status: "passed", failed: 0 });
    expect(node.provenance).toMatchObject({ provider: name, strategy: "model", attempts: 1 });
    expect(generation.tokens_used).toBeGreaterThan(100);
    expect(JSON.stringify(server.requests.map(({ body }) => body))).toContain(
      "Convert degrees Celsius to Fahrenheit",
    );
    expect(answer.text).not.toContain(key);
    expect(await stack.readLogs()).not.toContain(key);
  });
});

const hopeless = { ...text, text: text.text.replace(") / 5", ") / 4") };

describe("a provider that is not right at once", () => {
  it("is told what failed, and its second node is stored", async () => {
    const script = inOrder(text, hopeless, text);
    const { server, ada } = await stackWith(startClaudeServer, script, claude);
    // A verified node of the caller is a reference for the first prompt of the next.
    expect((await ask(ada)).status).toBe(201);
    const answer = await ask(ada);
    expect(answer.status).toBe(201);
    expect(answer.json.node.provenance).toMatchObject({
      attempts: 2,
      strategy: "repair",
      reference_ids: [],
    });
    const [, first, second] = server.requests.map(({ body }) => body.messages[0].content);
    expect(first).toContain("# References");
    expect(second).not.toContain("# References");
    expect(second).toContain('inputs: {"celsius":100}');
    expect(second).toContain('expected: {"fahrenheit":212}');
    expect(second).toContain('actual: {"fahrenheit":257}');

    const job = `/api/jobs/${answer.json.node.provenance.job_id}`;
    const { events, ended } = (await ada.call("GET", `${job}/events`)).json as JobEvents;
    expect(ended).toBe(true);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index));
    const failed = expect.objectContaining({ attempt: 1, outcome: "failed" });
    expect(events).toContainEqual(expect.objectContaining({ name: "tested", data: failed }));
    const verdicts = events.flatMap((event) => (event.name === "attempt" ? [event.data] : []));
    expect(verdicts).toEqual([
      { attempt: 1, verdict: "faulty" },
      { attempt: 2, verdict: "proven" },
    ]);

    const transcript = await ada.call("GET", `${job}/transcript`);
    expect(transcript.json.attempts).toMatchObject([
      { kind: "create", reply: hopeless.text, judgement: { verdict: "faulty" } },
      { kind: "repair", reply: text.text, judgement: { verdict: "proven" } },
    ]);
    expect(transcript.text).not.toContain(key);
  });

  it("changes a node as it is told, in a new version", async () => {
    const saying = (description: string) => ({
      ...text,
      text: twoPartReply({ description: { description } }),
    });
    const script = inOrder(text, saying("Rounds to cents."), saying("Rounds to cents, always."));
    const { server, ada } = await stackWith(startClaudeServer, script, claude);
    const { id } = (await ask(ada)).json.node;
    const path = `/api/generated-nodes/${id}`;
    const body = { feedback: "Say that it rounds to cents" };
    const stale = await ada.call("POST", `${path}/refine`, {
      body,
      headers: { "if-match": '"v9"' },
    });
    expect(stale).toMatchObject({ status: 412, json: { code: "precondition_failed" } });
    const headers = { "if-match": '"v1"' };
    const answer = await ada.call("POST", `${path}/refine`, { body, headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("etag")).toBe('"v2"');
    expect(answer.json).toMatchObject({
      message: "Node refined successfully",
      node: { id, version: 2, description: "Rounds to cents.", verification: { status: "passed" } },
      generation: { attempts: 1 },
    });
    expect(JSON.stringify(server.requests[1]?.body)).toContain(body.feedback);

    const accepted = await ada.call("POST", `${path}/refine`, {
      body,
      headers: { prefer: "respond-async" },
    });
    expect(accepted).toMatchObject({ status: 202, json: { message: "Node refinement accepted" } });
    const job = await endedJob(ada, accepted.json.job.id);
    expect(job).toMatchObject({ status: "succeeded", result: { nodeId: id } });
    expect((await ada.call("GET", path)).json.version).toBe(3);

    // The last reply is given once more: it changes nothing.
    const same = await ada.call("POST", `${path}/refine`, { body });
    expect(same).toMatchObject({ status: 422, json: { code: "generation_failed" } });
    expect(same.json.detail).toContain("changed nothing");
    expect((await ada.call("GET", path)).json.version).toBe(3);
  });

  it("and never gets it right, is a 422 with what was wrong, and nothing is stored", async () => {
    const { ada } = await stackWith(startClaudeServer, inOrder(hopeless), claude);
    const answer = await ask(ada, { context: { fallback: "none" } });
    expect(answer).toMatchObject({ status: 422, json: { code: "generation_failed" } });
    expect(answer.json.errors.map(({ path }: { path: string }) => path)).toContain(
      "tests.water boils",
    );
    expect(answer.json.errors).toContainEqual(
      expect.objectContaining({ message: "output.fahrenheit: expected 212, got 257." }),
    );
    expect(answer.headers.get("location")).toMatch(new RegExp(`/api/jobs/${answer.json.jobId}$`));
    const transcript = await ada.call("GET", `/api/jobs/${answer.json.jobId}/transcript`);
    expect(transcript.json.attempts[0]).toMatchObject({ reply: hopeless.text });
    expect((await ada.call("GET", "/api/generated-nodes")).json).toEqual([]);
  });

  it("and never gets it right, is stood in for by the nearest pattern, which says so", async () => {
    const { ada } = await stackWith(startClaudeServer, inOrder(hopeless), claude);
    const request = "Convert CSV text with a header row to an array of objects";
    const answer = await ask(ada, { request });
    expect(answer.status).toBe(201);
    const { node } = answer.json;
    expect(node.provenance).toMatchObject({
      strategy: "partial",
      fallback_reason: expect.stringContaining("No correct node came of"),
    });
    expect(node.verification).toMatchObject({ status: "unverified" });
    const codes = node.warnings.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(expect.arrayContaining(["partial-result", "completion-guide"]));
  });

  it.each([
    ["refuses", { kind: "refusal" as const, text: "No." }, 422, "request_refused"],
    ["rejects the key", { kind: "error" as const, status: 401 }, 502, "provider_unauthorized"],
  ])("but %s, is told in our words", async (_, reply, status, code) => {
    const { server, ada } = await stackWith(startClaudeServer, inOrder(reply), claude);
    const answer = await ask(ada);
    expect(answer).toMatchObject({ status, json: { code } });
    expect(server.requests).toHaveLength(1);
  });

  it("says why in the log, under the job's id, and quotes neither key nor prompt", async () => {
    const words = `Incorrect API key provided: ${key}, for: Convert degrees Celsius to Fahrenheit`;
    const reply = { kind: "error" as const, status: 401, message: words };
    const { stack, ada } = await stackWith(startClaudeServer, inOrder(reply), claude);
    const accepted = await ada.call("POST", "/api/generated-nodes/generate", {
      body: { request: "Convert degrees Celsius to Fahrenheit" },
      headers: { prefer: "respond-async" },
    });
    const { id } = accepted.json.job;
    await vi.waitFor(async () => {
      const logged = (await stack.readLogs()).split("\n");
      const line = logged.find((one) => one.includes("generation fault")) ?? "";
      expect(line).toContain(id);
      expect(line).toContain("status=401");
    }, 20_000);
    const logs = await stack.readLogs();
    expect(logs).not.toContain(key);
    expect(logs).not.toContain("degrees Celsius");
  });
});

describe("without a provider", () => {
  it("a generation is refused before anything is stored", async () => {
    const stack = await startTestStack({
      settings: { LLM_PROVIDER: "mock", ALLOW_MOCK_PROVIDER: "false" },
    });
    open.push(stack);
    const answer = await ask(await apiClient(stack, "ada"));
    expect(answer).toMatchObject({ status: 409, json: { code: "llm_not_configured" } });
  });
});
