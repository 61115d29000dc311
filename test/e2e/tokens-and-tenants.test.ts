import { generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Route, routes } from "#schemas/routes.ts";
import { type ApiClient, apiClient, csvSentence, generate } from "../support/api/api-client.ts";
import { startTestStack, type TestStack } from "../support/stack/test-stack.ts";

let stack: TestStack;
let ada: ApiClient;
let eve: ApiClient;
let nodeId: string;
let jobId: string;
let configId: string;

beforeAll(async () => {
  stack = await startTestStack();
  ada = await apiClient(stack, "ada");
  eve = await apiClient(stack, "eve", ["admin"]);
  const node = await generate(ada, csvSentence);
  nodeId = node.id;
  jobId = node.provenance.job_id;
  const config = { provider: "ollama", model: "llama3.1" };
  configId = (await ada.call("POST", "/api/llm-config", { body: config })).json.id;
});

afterAll(() => stack?.close());

const table = Object.entries<Route>(routes);
const guarded = table.filter(([, { auth }]) => auth === "user" || auth === "admin");
const withId = guarded.filter(
  ([, route]) => route.params !== undefined && "id" in route.params.shape,
);

const idFor = (path: string) => {
  if (path.includes("/llm-config/")) return configId;
  return path.includes("/jobs/") ? jobId : nodeId;
};
const pathOf = ({ path }: Route) => path.replace("{id}", idFor(path)).replace("{n}", "1");

/** A valid body for each route that takes one, so that only the id can be at fault. */
const bodies: Readonly<Record<string, unknown>> = {
  "generate-node": { request: csvSentence },
  "generate-batch": { requests: [{ request: csvSentence }] },
  "refine-node": { feedback: "Accept semicolons too" },
  "update-node": { name: "Mine now" },
  "test-node": { inputs: {} },
  "verify-node": {},
  "create-llm-config": { provider: "ollama", model: "llama3.1" },
  "update-llm-config": { temperature: 0.5 },
  "check-node": {
    name: "Nothing",
    execution_code: "async function execute() { return {}; }",
    input_schema: { type: "object" },
    output_schema: { type: "object" },
  },
};

const optionsOf = (name: string, route: Route) => {
  if (route.body === undefined) return {};
  if (bodies[name] === undefined) throw new Error(`give ${name} a body in this test`);
  return { body: bodies[name] };
};

describe("every guarded route", () => {
  it.each(guarded)("%s refuses tokens of every bad kind", async (name, route) => {
    const { privateKey } = await generateKeyPair("ES256");
    const claims = {
      iss: stack.issuer,
      aud: "nodesmith",
      sub: "ada",
      exp: Math.floor(Date.now() / 1_000) + 600,
    };
    const header = { alg: "ES256", kid: "forged" };
    const tokens = [
      null,
      "rubbish",
      new UnsecuredJWT(claims).encode(),
      await new SignJWT(claims).setProtectedHeader(header).sign(privateKey),
      await stack.issueToken({ subject: "ada", claims: { aud: "another" } }),
      await stack.issueToken({ subject: "ada", ttlSeconds: -60 }),
    ];
    for (const token of tokens) {
      const answer = await ada.call(route.method, pathOf(route), {
        ...optionsOf(name, route),
        token,
      });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(answer.json).toMatchObject({ code: "unauthorized", requestId: expect.any(String) });
    }
  });
});

describe("another tenant's ids", () => {
  it.each(withId)("%s answers 404, as for ids that do not exist", async (name, route) => {
    const before = await ada.call("GET", `/api/generated-nodes/${nodeId}`);
    const foreign = await eve.call(route.method, pathOf(route), optionsOf(name, route));
    expect(foreign.status).toBe(404);
    const absentPath = pathOf(route)
      .replace(nodeId, crypto.randomUUID())
      .replace(jobId, crypto.randomUUID())
      .replace(configId, crypto.randomUUID());
    const absent = await eve.call(route.method, absentPath, optionsOf(name, route));
    const { requestId: _one, ...told } = foreign.json;
    const { requestId: _two, ...toldOfAbsent } = absent.json;
    expect(told).toEqual(toldOfAbsent);
    expect(foreign.text).not.toContain(nodeId);
    expect((await ada.call("GET", `/api/generated-nodes/${nodeId}`)).text).toBe(before.text);
  });

  it("are in no list of a stranger", async () => {
    for (const query of ["", "?deleted=true", "?q=csv"]) {
      expect((await eve.call("GET", `/api/generated-nodes${query}`)).json).toEqual([]);
    }
  });

  it("do not let a cursor of one tenant be used by another", async () => {
    await generate(ada, csvSentence);
    const page = await ada.call("GET", "/api/generated-nodes?limit=1");
    const next = /<([^>]+)>/.exec(page.headers.get("link") ?? "")?.[1] ?? "";
    expect((await eve.call("GET", next)).json.code).toBe("invalid_cursor");
  });
});

describe("what is logged", () => {
  it("holds no token and no text of a request", async () => {
    const secret = "sk-planted-0123456789abcdef";
    await ada.call("POST", "/api/generated-nodes/generate", { body: { request: secret } });
    await ada.call("POST", "/api/generated-nodes/generate", { text: `{"${secret}` });
    await ada.call("GET", `/api/generated-nodes?q=${secret}`);
    const logs = await stack.readLogs();
    expect(logs).toContain("generate-node");
    expect(logs).not.toContain(secret);
    expect(logs).not.toContain(ada.token);
  });
});
