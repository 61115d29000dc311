import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from "vitest";
import type { GeneratedNode } from "#schemas/node.ts";
import { Problem } from "#schemas/problem.ts";
import { type OperationName, type Route, routes } from "#schemas/routes.ts";
import { type ApiClient, apiClient, endedJob, generate } from "../support/api/api-client.ts";
import { startClaudeServer } from "../support/providers/claude-server.ts";
import type { ProviderServer } from "../support/providers/provider-server.ts";
import { twoPartReply } from "../support/providers/two-part-reply.ts";
import { assemblyWithout } from "../support/stack/assembly-without.ts";
import { storeDeletedNode } from "../support/stack/store-deleted-node.ts";
import { storeLeftJob } from "../support/stack/store-left-job.ts";
import { startTestStack, type TestStack } from "../support/stack/test-stack.ts";
import { unusedGrants } from "../support/stack/unused-grants.ts";

describe("a grant that the stack forgot", () => {
  const close: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const one of close.splice(0).reverse()) await one();
  });

  it("is a 500 that tells callers nothing and operators all, and only where it is missing", async () => {
    const parent = await mkdtemp(join(tmpdir(), "ungranted-"));
    close.push(() => rm(parent, { recursive: true, force: true }));
    const assembly = await assemblyWithout(
      { role: "GetNodeRole", sid: "NodesRead" },
      { from: inject("assembly"), to: join(parent, "cdk.out") },
    );
    const stack = await startTestStack({ assembly });
    close.push(stack.close);
    const ada = await apiClient(stack, "ada");

    const path = `/api/generated-nodes/${crypto.randomUUID()}`;
    const answer = await ada.call("GET", path);
    expect(answer.status).toBe(500);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    const problem = Problem.parse(answer.json);
    expect(problem.code).toBe("internal");
    // A header of every answer has a word of permissions in its name.
    const whole = JSON.stringify([...answer.headers, answer.text]).replaceAll(
      /ratelimit-policy/gi,
      "",
    );
    expect(whole).not.toMatch(/dynamodb|table|query|arn:|denied|authoriz|policy|error|stack| at /i);

    const denied = /AccessDenied.*dynamodb:Query on resource: .*table\/NodesTable/;
    await vi.waitFor(async () => {
      const logged = (await stack.readLogs()).split("\n");
      const ofRequest = logged.filter((line) => line.includes(problem.requestId));
      expect(ofRequest.join("\n")).toMatch(denied);
    });

    expect((await ada.call("GET", `${path}/versions`)).status).toBe(404);
    expect((await ada.call("GET", "/api/generated-nodes")).status).toBe(200);
  });
});

interface Request {
  /** After the route's path. */
  readonly query?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

// Nobody listens there: what is tried with the key fails at once, on this machine.
const apiConfig = { apiKey: "sk-test-0123456789abcdef", apiUrl: "http://127.0.0.1:9" };
const keyed = { provider: "anthropic", model: "claude-sonnet-5-5", apiConfig };

/** What each operation is asked for, in this order; a second request where one takes two ways. */
const requestsFor = (node: GeneratedNode, llmConfigId: string, ticket: string) => {
  const { tests, category, name, execution_code, input_schema, output_schema } = node;
  const context = { llmConfigId };
  const sentence = { request: "Convert degrees Celsius to Fahrenheit" };
  // The second time, each is answered from the first.
  const twice = (body: object) =>
    [1, 2].map(() => ({ body, headers: { "idempotency-key": Object.keys(body).join("-") } }));
  return {
    "generate-node": twice({ ...sentence, context }),
    "generate-batch": twice({ requests: [{ ...sentence, context }] }),
    "refine-node": twice({ feedback: "Name the result clearly", context }),
    "get-job": [{}],
    "cancel-job": [{}],
    "get-job-events": [{}],
    "follow-job-events": [{ query: `?ticket=${ticket}` }],
    "get-transcript": [{}],
    "get-node": [{}],
    "list-nodes": [{}, { query: `?category=${category}` }],
    // A change of behaviour is proven; a change of words carries the report on.
    "update-node": [{ body: { tests: tests.slice(1) } }, { body: { name: "Renamed" } }],
    "list-versions": [{}],
    "get-version": [{}],
    "test-node": [{ body: { inputs: { celsius: 20 }, version: 1 } }],
    "restore-version": [{ headers: { "idempotency-key": "restore" } }],
    "duplicate-node": [{ headers: { "idempotency-key": "duplicate" } }],
    "delete-node": [{}],
    "undelete-node": [{}],
    "create-llm-config": twice(keyed),
    "list-llm-configs": [{}],
    "get-default-llm-config": [{}],
    "get-llm-config": [{}],
    "update-llm-config": [{ body: { temperature: 0.5 } }],
    "list-llm-config-audit": [{}],
    "check-llm-config-health": [{}],
    "refresh-config": [{}],
    "invalidate-cache": [{}],
    "get-cache-status": [{}],
    "list-providers": [{}],
    "delete-llm-config": [{}],
    "get-usage": [{}],
    "get-health": [{}],
    "get-detailed-health": [{}],
    "get-openapi": [{}],
    "get-docs": [{}],
    "get-docs-asset": [{}],
    "check-node": [{ body: { name, execution_code, input_schema, output_schema, tests } }],
    "verify-node": [{ body: { version: 1 } }],
  } satisfies Record<OperationName, Request[]>;
};

describe("what the functions are granted", () => {
  let provider: ProviderServer;
  let stack: TestStack;
  let ada: ApiClient;
  /** Whether the next reply of the model never comes. */
  let stallNext: boolean;

  beforeAll(async () => {
    // Each under a name of its own: a refinement that changes nothing makes no version.
    const whole = (n: number) => {
      const description = { name: `Celsius to Fahrenheit ${n}` };
      return { kind: "text" as const, text: twoPartReply({ description }) };
    };
    const stalled = { kind: "stalled" as const, text: "```json" };
    stallNext = true;
    provider = await startClaudeServer((_request, n) => {
      const reply = stallNext ? stalled : whole(n);
      stallNext = false;
      return reply;
    });
    stack = await startTestStack({
      settings: {
        LLM_PROVIDER: "claude",
        ANTHROPIC_BASE_URL: provider.url,
        ANTHROPIC_API_KEY: "sk-test-0123456789abcdef",
        JOB_LEASE_SECONDS: "1",
      },
    });
    ada = await apiClient(stack, "ada");
    await loseWorkerAndSweep();
    const node = await generate(ada, "Convert degrees Celsius to Fahrenheit");
    await walkRoutes(node, await changeKeys());
    await refreshPlatform();
    await purgeDeleted();
    await endLeftJob();
  });

  afterAll(async () => {
    await stack?.close();
    await provider?.close();
  });

  /** The sweeper sends only what is due, and what is due first is what a dead worker left. */
  async function loseWorkerAndSweep(): Promise<void> {
    const id = await acceptStalled();
    await stack.killEnvironments("worker");
    const sweep = async () => {
      expect(await stack.fire("sweeper")).toMatchObject({ ok: true, payload: '{"sent":1}' });
    };
    await vi.waitFor(sweep, { timeout: 20_000, interval: 300 });
    expect(await endedJob(ada, id)).toMatchObject({ status: "succeeded" });
  }

  /** A job that its worker waits in for a reply. */
  async function acceptStalled(): Promise<string> {
    const asked = provider.requests.length;
    stallNext = true;
    const accepted = await ada.call("POST", "/api/generated-nodes/generate", {
      body: { request: "Convert degrees Celsius to Fahrenheit" },
      headers: { prefer: "respond-async" },
    });
    await vi.waitFor(() => expect(provider.requests).toHaveLength(asked + 1), { timeout: 20_000 });
    return accepted.json.job.id;
  }

  /** Every step of a key, by each that can take it; answers a configuration that is left. */
  async function changeKeys(): Promise<string> {
    const bob = await apiClient(stack, "bob");
    const plain = { provider: "ollama", model: "llama3.1" };
    const { id } = (await bob.call("POST", "/api/llm-config", { body: plain })).json;
    // The first key makes the secret, the second takes the place of the first.
    for (const _ of [1, 2]) {
      const answer = await bob.call("PUT", `/api/llm-config/${id}`, { body: { apiConfig } });
      expect(answer.status, answer.text).toBe(200);
    }
    const second = (await bob.call("POST", "/api/llm-config", { body: keyed })).json;
    // One of two keys leaves the secret, the last one takes it along.
    await bob.call("DELETE", `/api/llm-config/${second.id}`);
    await bob.call("DELETE", `/api/llm-config/${id}`);
    const reachable = { ...keyed, apiConfig: { ...apiConfig, apiUrl: provider.url } };
    return (await ada.call("POST", "/api/llm-config", { body: reachable })).json.id;
  }

  /** By the schedule, with a configuration that does not answer, so that its health changes. */
  async function refreshPlatform(): Promise<void> {
    const admin = await apiClient(stack, "root", ["admin"]);
    const apiUrl = "http://127.0.0.1:9";
    const body = { provider: "ollama", model: "llama3.1", apiConfig: { apiUrl } };
    const made = await admin.call("POST", "/api/llm-config?scope=platform", { body });
    expect(made.status, made.text).toBe(201);
    for (const _ of [1, 2]) {
      const fired = await stack.fire("config-refresh");
      expect(fired).toMatchObject({ ok: true });
    }
  }

  async function purgeDeleted(): Promise<void> {
    const path = await storeDeletedNode(stack, "ada");
    expect((await ada.call("GET", path)).json).toMatchObject({ is_active: false });
    expect(await stack.fire("node-purge")).toMatchObject({ ok: true, payload: '{"purged":1}' });
    expect((await ada.call("GET", path)).status).toBe(404);
  }

  async function endLeftJob(): Promise<void> {
    const id = await storeLeftJob(stack, "ada");
    expect(await stack.fire("sweeper")).toMatchObject({ ok: true });
    expect((await ada.call("GET", `/api/jobs/${id}`)).json).toMatchObject({ status: "failed" });
  }

  async function walkRoutes(node: GeneratedNode, configId: string): Promise<void> {
    const { eventsUrl } = (await ada.call("GET", `/api/jobs/${node.provenance?.job_id}`)).json;
    const ticket = eventsUrl.split("ticket=")[1];
    const asked = requestsFor(node, configId, ticket);
    const ids: Partial<Record<string, string>> = { "cancel-job": await acceptStalled() };
    for (const [name, requests] of Object.entries<Request[]>(asked)) {
      const route: Route = routes[name as OperationName];
      const byTag: Partial<Record<Route["tag"], string | undefined>> = {
        Jobs: node.provenance?.job_id,
        Configurations: configId,
      };
      const id = ids[name] ?? byTag[route.tag] ?? node.id;
      const path = route.path
        .replace("{id}", id ?? "")
        .replace("{n}", "1")
        .replace("{asset}", "swagger-ui.css");
      for (const { query = "", ...options } of requests) {
        const answer = await ada.call(route.method, path + query, options);
        expect(Object.keys(route.answers), `${name}: ${answer.text}`).toContain(
          String(answer.status),
        );
        // What is asked again is answered from the end of the first.
        const job = answer.status === 202 ? answer.json.job : undefined;
        if (job) await endedJob(ada, job.id);
      }
    }
  }

  it("is used, all but what Lambda itself uses in their name", () => {
    const exceptions = {
      "Lambda writes what a function prints": [...stack.functions.keys()].flatMap((name) =>
        ["logs:CreateLogStream", "logs:PutLogEvents"].map(
          (action) => `${name} ${action} log-group:${name.replace(/Function$/, "Logs")}:*`,
        ),
      ),
      "Lambda polls the queue for its worker": [
        "WorkerFunction sqs:ReceiveMessage GenerationQueue",
        "WorkerFunction sqs:DeleteMessage GenerationQueue",
        "WorkerFunction sqs:GetQueueAttributes GenerationQueue",
      ],
      "the schedule clears what a function left that died between the stores": [
        "ConfigRefreshFunction secretsmanager:DeleteSecret secret:nodesmith/local/*",
        "ConfigRefreshFunction secretsmanager:UpdateSecretVersionStage secret:nodesmith/local/*",
      ],
    };
    expect(unusedGrants(stack).sort()).toEqual(Object.values(exceptions).flat().sort());
  });

  it("is enough for every operation, a generation and a sweep", () => {
    expect(stack.iamUsage().filter(({ allowed }) => !allowed)).toEqual([]);
  });
});
