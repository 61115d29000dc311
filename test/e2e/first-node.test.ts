import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BatchAnswer } from "#schemas/batch.ts";
import { GeneratedNode } from "#schemas/node.ts";
import {
  type ApiClient,
  apiClient,
  csvSentence,
  endedJob,
  generate,
} from "../support/api/api-client.ts";
import { startTestStack, type TestStack } from "../support/stack/test-stack.ts";

let stack: TestStack;
let ada: ApiClient;
let path: string;

beforeAll(async () => {
  stack = await startTestStack();
  ada = await apiClient(stack, "ada");
  const node = await generate(ada, csvSentence);
  path = `/api/generated-nodes/${node.id}`;
});

afterAll(() => stack?.close());

describe("a node from one sentence", () => {
  it("is answered with 201 when it is made in time, proven and with its provenance", async () => {
    const body = { request: csvSentence };
    const answer = await ada.call("POST", "/api/generated-nodes/generate", { body });
    expect(answer.status).toBe(201);
    expect(answer.json.message).toBe("Node generated successfully");
    const node = GeneratedNode.parse(answer.json.node);
    expect(answer.headers.get("location")).toBe(`/api/generated-nodes/${node.id}`);
    expect(node).toMatchObject({ version: 1, is_active: true, user_id: "ada" });
    expect(node.verification).toMatchObject({ status: "passed", failed: 0 });
    expect(node.verification.passed).toBeGreaterThanOrEqual(3);
    expect(node.provenance).toMatchObject({ provider: "mock", strategy: "model", attempts: 1 });
    expect(node.warnings.map((warning) => warning.message).join()).toMatch(/no language model/i);
    expect(answer.json.generation).toMatchObject({ attempts: 1, cost_usd: 0 });
  });

  it("is made behind the caller's back where asked so", async () => {
    const answer = await ada.call("POST", "/api/generated-nodes/generate", {
      body: { request: csvSentence },
      headers: { prefer: "respond-async" },
    });
    expect(answer.status).toBe(202);
    expect(answer.headers.get("preference-applied")).toBe("respond-async");
    expect(answer.headers.get("location")).toBe(`/api/jobs/${answer.json.job.id}`);
    const job = await endedJob(ada, answer.json.job.id);
    expect(job).toMatchObject({ status: "succeeded", stage: "done" });
    const node = await ada.call("GET", `/api/generated-nodes/${job.result.nodeId}`);
    expect(node.json.provenance.job_id).toBe(job.id);
  });

  it("that no pattern fits is refused, with the nearest ones, and nothing is stored", async () => {
    const before = (await ada.call("GET", "/api/generated-nodes")).json.length;
    const answer = await ada.call("POST", "/api/generated-nodes/generate", {
      body: { request: "Translate the lyrics of an opera into Klingon sign language" },
    });
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ code: "no_pattern", requestId: expect.any(String) });
    expect((await ada.call("GET", "/api/generated-nodes")).json).toHaveLength(before);
  });
});

describe("several nodes at once", () => {
  const generateBatch = (requests: unknown) =>
    ada.call("POST", "/api/generated-nodes/generate-batch", { body: { requests } });

  it("are a job each, and one that is not valid stops no other", async () => {
    const huge = { request: "x".repeat(500_000) };
    const answer = await generateBatch([{ request: csvSentence }, huge, 5, { request: "ab" }]);
    expect(answer.status).toBe(202);
    const [made, ...refused] = BatchAnswer.parse(answer.json).jobs;
    expect(refused).toMatchObject([
      { index: 1, error: { code: "invalid_request", errors: [{ path: "requests[1].request" }] } },
      { index: 2, error: { errors: [{ path: "requests[2]", message: "must be an object" }] } },
      { index: 3, error: { errors: expect.arrayContaining([expect.anything()]) } },
    ]);
    const id = made && "job" in made ? made.job.id : "";
    expect(await endedJob(ada, id)).toMatchObject({ status: "succeeded" });
  });

  it("are at least one and at most 20", async () => {
    for (const requests of [[], Array(21).fill({ request: csvSentence }), "all"]) {
      const answer = await generateBatch(requests);
      expect(answer).toMatchObject({ status: 400, json: { code: "invalid_request" } });
      expect(answer.json.errors[0].path).toBe("body.requests");
    }
  });
});

describe("a change by feedback", () => {
  it("has the limits of a request, and names the fields nobody knows", async () => {
    const refine = (body: object) => ada.call("POST", `${path}/refine`, { body });
    const fault = await refine({ feedback: "ab", context: { colour: "red" } });
    expect(fault).toMatchObject({ status: 400, json: { code: "invalid_request" } });
    const paths = fault.json.errors.map((error: { path: string }) => error.path);
    expect(paths).toEqual(expect.arrayContaining(["body.feedback", "body.context.colour"]));
    const stoodIn = await refine({ feedback: "Faster", context: { fallback: "template" } });
    expect(stoodIn.json.errors).toEqual([
      expect.objectContaining({
        path: "body.context.fallback",
        message: expect.stringContaining("leaves the node as it is"),
      }),
    ]);
    const long = await refine({ feedback: "a".repeat(5_001) });
    expect(long.json.errors[0]).toMatchObject({ path: "body.feedback", code: "too_big" });
  });
});

describe("a stored node", () => {
  it("is checked, and changed, in the form in which it is given", async () => {
    const node = (await ada.call("POST", `${path}/duplicate`)).json.node;
    const checked = await ada.call("POST", "/api/generated-nodes/check", { body: node });
    expect(checked).toMatchObject({ status: 200, json: { verification: { status: "passed" } } });
    const body = { ...node, name: "Edited" };
    const put = await ada.call("PUT", `/api/generated-nodes/${node.id}`, { body });
    expect(put.status).toBe(200);
    expect(put.json.node).toMatchObject({ name: "Edited", version: 2, warnings: node.warnings });
    const frozen = await ada.call("PUT", `/api/generated-nodes/${node.id}`, {
      body: { is_active: false },
    });
    expect(frozen).toMatchObject({ status: 400, json: { code: "invalid_request" } });
    await ada.call("DELETE", `/api/generated-nodes/${node.id}`);
  });

  it("runs with inputs of the caller's own", async () => {
    const node = (await ada.call("GET", path)).json;
    const inputs = node.tests[0].inputs;
    const answer = await ada.call("POST", `${path}/test`, { body: { inputs } });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      message: "Node test completed",
      result: { status: "success", violations: [] },
      executionTime: expect.stringMatching(/^\d+ms$/),
      run: { version: 1, isolation: expect.stringContaining("instance") },
    });
    const bad = await ada.call("POST", `${path}/test`, { body: { inputs: { text: 5 } } });
    expect(bad.status).toBe(400);
    expect(bad.json.errors.length).toBeGreaterThan(0);
  });

  it("is listed, found by a search, and filtered by category", async () => {
    const listed = await ada.call("GET", "/api/generated-nodes?limit=1");
    expect(listed.json).toHaveLength(1);
    const next = /<([^>]+)>; rel="next"/.exec(listed.headers.get("link") ?? "")?.[1] ?? "";
    const second = await ada.call("GET", next);
    expect(second.json[0].id).not.toBe(listed.json[0].id);
    const found = await ada.call("GET", "/api/generated-nodes?q=csv");
    expect(found.json.length).toBeGreaterThan(0);
    expect((await ada.call("GET", "/api/generated-nodes?q=zzzzz")).json).toEqual([]);
    expect((await ada.call("GET", "/api/generated-nodes?category=Nowhere")).json).toEqual([]);
    const edited = await ada.call("GET", next.replace("cursor=", "cursor=AAAA"));
    expect(edited).toMatchObject({ status: 400, json: { code: "invalid_cursor" } });
  });

  it("changes with If-Match, keeps every version, and restores one whole", async () => {
    const first = await ada.call("GET", path);
    const etag = first.headers.get("etag") ?? "";
    const headers = { "if-match": etag };
    const put = await ada.call("PUT", path, {
      headers,
      body: { name: "Rows <b>of</b> a List<T>", changeDescription: "Better name" },
    });
    expect(put.status).toBe(200);
    expect(put.json.node).toMatchObject({ version: 2, name: "Rows of a List<T>" });
    expect(JSON.stringify(put.json.node.warnings)).toContain("markup-removed");

    const stale = await ada.call("PUT", path, { headers, body: { name: "Late" } });
    expect(stale).toMatchObject({ status: 412, json: { code: "precondition_failed" } });

    const code = "async function execute(inputs, ctx) { return eval('1'); }";
    const refused = await ada.call("PUT", path, { body: { execution_code: code } });
    expect(refused).toMatchObject({ status: 422, json: { code: "node_rejected" } });

    const weaker = await ada.call("PUT", path, { body: { tests: [] } });
    expect(weaker.json.node).toMatchObject({ version: 3, verification: { status: "unverified" } });
    expect(weaker.json.node.warnings.length).toBeGreaterThan(0);

    const versions = await ada.call("GET", `${path}/versions`);
    expect(versions.json.map((one: { version_number: number }) => one.version_number)).toEqual([
      3, 2, 1,
    ]);
    expect(versions.json[1].change_description).toBe("Better name");
    const snapshot = await ada.call("GET", `${path}/versions/1`);
    expect(snapshot.json.execution_code).toBe(first.json.execution_code);

    const restored = await ada.call("POST", `${path}/versions/1/restore`);
    expect(restored.json.node).toMatchObject({
      version: 4,
      name: first.json.name,
      verification: { status: "passed" },
    });
    const old = await ada.call("POST", `${path}/test`, {
      body: { inputs: first.json.tests[0].inputs, version: 1 },
    });
    expect(old.json.run.version).toBe(1);
  });

  it("lets one of two changes at once through, and tells the other", async () => {
    const changes = ["One", "Two", "Three"].map((name) =>
      ada.call("PUT", path, { body: { name } }),
    );
    const statuses = (await Promise.all(changes)).map((answer) => answer.status).sort();
    expect(statuses[0]).toBe(200);
    for (const status of statuses) expect([200, 409]).toContain(status);
    const versions = await ada.call("GET", `${path}/versions`);
    const written = statuses.filter((status) => status === 200).length;
    expect(versions.json).toHaveLength(4 + written);
  });

  it("is copied and restored once for a key, which stands for nothing else", async () => {
    const ask = (what: string, key: string) =>
      ada.call("POST", `${path}/${what}`, { headers: { "idempotency-key": key } });
    for (const [what, key] of [
      ["duplicate", "copy-1"],
      ["versions/1/restore", "restore-1"],
    ] as const) {
      const first = await ask(what, key);
      const again = await ask(what, `"${key}"`);
      expect(again).toMatchObject({ status: first.status, json: first.json });
      expect(again.headers.get("location")).toBe(first.headers.get("location"));
      expect(first.headers.get("idempotency-replayed")).toBeNull();
      expect(again.headers.get("idempotency-replayed")).toBe("true");
    }
    const reused = await ask("versions/2/restore", "restore-1");
    expect(reused).toMatchObject({ status: 409, json: { code: "idempotency_key_reused" } });
    for (const garbage of ['""', "two words", "k".repeat(256)]) {
      expect(await ask("duplicate", garbage)).toMatchObject({
        status: 400,
        json: { errors: [{ path: "headers.idempotency-key" }] },
      });
    }
  });

  it("is duplicated, deleted and brought back", async () => {
    const copy = await ada.call("POST", `${path}/duplicate`);
    expect(copy.status).toBe(201);
    expect(copy.json.node.name).toMatch(/\(copy\)$/);
    const copyPath = copy.headers.get("location") ?? "";
    for (const _ of [1, 2]) {
      const deleted = await ada.call("DELETE", copyPath);
      expect(deleted.json).toEqual({ message: "Generated node deleted successfully" });
    }
    expect((await ada.call("GET", copyPath)).json.is_active).toBe(false);
    const bin = await ada.call("GET", "/api/generated-nodes?deleted=true");
    expect(bin.json.map((one: { id: string }) => one.id)).toContain(copy.json.node.id);
    const test = await ada.call("POST", `${copyPath}/test`, { body: { inputs: {} } });
    expect(test).toMatchObject({ status: 409, json: { code: "node_deleted" } });
    const back = await ada.call("POST", `${copyPath}/undelete`);
    expect(back.json.node.is_active).toBe(true);
    expect((await ada.call("POST", `${copyPath}/undelete`)).status).toBe(409);
  });
});

describe("the service", () => {
  it("tells its health, in short to everyone and in detail to users", async () => {
    const short = await ada.call("GET", "/health", { token: null });
    expect(short.json).toMatchObject({ status: "OK", version: expect.any(String) });
    expect((await ada.call("GET", "/health/detailed", { token: null })).status).toBe(401);
    const detailed = await ada.call("GET", "/health/detailed");
    expect(detailed.json).toMatchObject({
      status: "OK",
      database: "connected",
      queue: "connected",
      sandbox: "connected",
      llm: "mock",
    });
  });

  it("describes itself, with and without a stage prefix", async () => {
    for (const prefix of ["", "/local"]) {
      const document = await ada.call("GET", `${prefix}/openapi.json`, { token: null });
      expect(document.json.openapi).toBe("3.1.1");
      expect(document.json.servers).toEqual([{ url: prefix === "" ? "/" : prefix }]);
      const page = await ada.call("GET", `${prefix}/docs`, { token: null });
      expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
      const scripts = [...page.text.matchAll(/src="([^"]+)"/g)].map((match) => match[1] ?? "");
      expect(scripts).toHaveLength(2);
      for (const script of scripts) {
        const answer = await ada.call("GET", script, { token: null });
        expect(answer.status).toBe(200);
        expect(answer.headers.get("content-type")).toContain("javascript");
      }
      const listed = await ada.call("GET", `${prefix}/api/generated-nodes?limit=1`);
      expect(listed.headers.get("link")).toContain(`<${prefix}/api/generated-nodes?`);
    }
  });
});
