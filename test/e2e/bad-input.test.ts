import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Problem } from "#schemas/problem.ts";
import { type Route, routes } from "#schemas/routes.ts";
import { type ApiClient, apiClient, csvSentence, generate } from "../support/api/api-client.ts";
import { startTestStack, type TestStack } from "../support/stack/test-stack.ts";

let stack: TestStack;
let ada: ApiClient;
let nodeId: string;

beforeAll(async () => {
  stack = await startTestStack();
  ada = await apiClient(stack, "ada");
  nodeId = (await generate(ada, csvSentence)).id;
});

afterAll(() => stack?.close());

const table = Object.entries<Route>(routes);
const withBody = table.filter(([, route]) => route.body !== undefined);
const withId = table.filter(
  ([, route]) => route.params !== undefined && "id" in route.params.shape,
);

const pathOf = (route: Route, id: string) => route.path.replace("{id}", id).replace("{n}", "1");

function expectProblem(answer: { status: number; headers: Headers; json: unknown }) {
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const problem = Problem.parse(answer.json);
  expect(problem.status).toBe(answer.status);
  expect(problem.requestId).not.toBe("");
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  return problem;
}

const everything = async () => (await ada.call("GET", "/api/generated-nodes")).text;

describe.each(withBody)("%s", (_name, route) => {
  const send = (options: object) => ada.call(route.method, pathOf(route, nodeId), options);
  const deep = `${'{"a":'.repeat(200)}1${"}".repeat(200)}`;

  const needsBody = !route.body?.safeParse(undefined).success;
  const noBody: [string, object, number, string] = ["no body", { text: "" }, 400, "malformed_json"];

  it.each<[string, object, number, string]>([
    ...(needsBody ? [noBody] : []),
    ["malformed JSON", { text: '{"request": ' }, 400, "malformed_json"],
    ["an unknown field", { body: { nobodyKnows: 1 } }, 400, "invalid_request"],
    ["a wrong type", { body: [] }, 400, "invalid_request"],
    ["deep JSON", { text: deep }, 400, "invalid_request"],
    ["__proto__", { text: '{"__proto__":{"x":1}}' }, 400, "invalid_request"],
    ["a huge body", { body: { request: "a".repeat(1_100_000) } }, 413, "payload_too_large"],
    [
      "another content type",
      { text: "<a/>", headers: { "content-type": "text/xml" } },
      415,
      "unsupported_media_type",
    ],
  ])("refuses %s and stores nothing", async (_fault, options, status, code) => {
    const before = await everything();
    const answer = await send(options);
    expect(expectProblem(answer)).toMatchObject({ status, code });
    expect(await everything()).toBe(before);
  });

  it("refuses what is too deep and __proto__ for that, wherever they are", async () => {
    const told = async (text: string) => expectProblem(await send({ text })).errors?.[0];
    expect(await told(deep)).toMatchObject({ code: "too_deep" });
    const nested = '{"context":{"a":[{"__proto__":{"admin":true}}]}}';
    expect(await told(nested)).toMatchObject({
      code: "forbidden_key",
      path: "body.context.a[0].__proto__",
    });
  });

  it("names the field that nobody knows", async () => {
    const problem = expectProblem(await send({ body: { nobodyKnows: 1 } }));
    expect(problem.errors?.map((error) => error.path)).toContain("body.nobodyKnows");
  });
});

describe.each(withId)("%s", (_name, route) => {
  const body = route.body === undefined ? {} : { body: { name: "x" } };

  it("refuses an id that is no UUID, by name", async () => {
    for (const id of ["1", "..%2f..", "%00", "N%23x", "0".repeat(300)]) {
      const answer = await ada.call(route.method, pathOf(route, id), body);
      const problem = expectProblem(answer);
      expect(problem.code).toBe("invalid_request");
      expect(problem.errors?.map((error) => error.path)).toContain("path.id");
    }
  });
});

describe("paths and methods that do not exist", () => {
  it("are 404 and 405 problems, with the methods there are", async () => {
    for (const path of ["/", "/api", "/nope", "/api/generated-nodes/x/y/z/w", "/health/"]) {
      expect(expectProblem(await ada.call("GET", path)).code, path).toBe("not_found");
    }
    const answer = await ada.call("PATCH", `/api/generated-nodes/${nodeId}`, { body: {} });
    expect(expectProblem(answer).code).toBe("method_not_allowed");
    expect(answer.headers.get("allow")).toMatch(/GET.*PUT|PUT.*GET/);
    expect(expectProblem(await ada.call("POST", "/health", { body: {} })).status).toBe(405);
  });
});

describe("queries and headers", () => {
  it.each([
    ["/api/generated-nodes?limit=0", "query.limit"],
    ["/api/generated-nodes?limit=1e9", "query.limit"],
    ["/api/generated-nodes?cursor=", "query.cursor"],
    ["/api/generated-nodes?q=", "query.q"],
    ["/api/generated-nodes?deleted=maybe", "query.deleted"],
    ["/api/generated-nodes?colour=red", "query.colour"],
  ])("%s names %s", async (path, field) => {
    const problem = expectProblem(await ada.call("GET", path));
    expect(problem.errors?.map((error) => error.path)).toContain(field);
  });

  it("refuses an If-Match that is no tag", async () => {
    const headers = { "if-match": "v1" };
    const path = `/api/generated-nodes/${nodeId}`;
    const problem = expectProblem(await ada.call("PUT", path, { headers, body: { name: "x" } }));
    expect(problem.errors?.[0]?.path).toBe("headers.if-match");
  });

  it("answers a browser's preflight without a token", async () => {
    const response = await fetch(`${stack.url}/api/generated-nodes/generate`, {
      method: "OPTIONS",
      headers: { origin: "https://app.example", "access-control-request-method": "POST" },
    });
    expect(response.ok).toBe(true);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-headers")?.toLowerCase()).toContain(
      "authorization",
    );
  });
});
