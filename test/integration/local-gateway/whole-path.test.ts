import { afterAll, beforeAll, expect, test } from "vitest";
import { createLocalFunction } from "../../../local/functions/local-function.ts";
import { type Gateway, startGateway } from "../../../local/gateway/gateway.ts";
import { define } from "../../support/local-functions/function-fixture.ts";
import {
  apiOf,
  functionArn,
  guarded,
  method,
  resource,
} from "../../support/local-gateway/api-fixture.ts";

/** The gateway before real processes. */

const functions = new Map(
  [
    ["Web", "web.handler"],
    ["Authorizer", "web.authorizer"],
    ["Wait", "basic.wait"],
  ].map(([name = "", handler = ""]) => [functionArn(name), createLocalFunction(define(handler))]),
);
let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway({
    api: apiOf({
      Nodes: resource("nodes"),
      Node: resource("{id}", "Nodes"),
      NodeGet: method("GET", "Node", "Web", guarded),
      NodesGet: method("GET", "Nodes", "Wait"),
    }),
    invoke: async (arn, payload) => {
      const called = functions.get(arn);
      if (called === undefined) throw new Error(`no function ${arn}`);
      return called.invoke(payload);
    },
  });
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([...functions.values()].map((local) => local.close()));
});

const get = (path: string, token: string) =>
  fetch(`${gateway.url}${path}`, { headers: { authorization: token } });

test("a request goes through authorizer and function and back", async () => {
  const response = await get("/prod/nodes/a%2Fb", "Bearer good");
  expect(response.status).toBe(200);
  expect(response.headers.get("etag")).toBe('"1"');
  expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await response.json()).toEqual({ id: "a/b", who: "t1" });
});

test("what an authorizer throws as Unauthorized is a 401", async () => {
  expect((await get("/nodes/7", "Bearer bad")).status).toBe(401);
});

test("requests at the same time are answered by at least two environments", async () => {
  const answers = await Promise.all([1, 2, 3, 4].map(() => get("/nodes/7", "Bearer parallel")));
  const processes = new Set(answers.map(({ headers }) => headers.get("x-process")));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(processes.size).toBeGreaterThanOrEqual(2);
});

test("a function that answers in no known form is a 502", async () => {
  expect((await get("/nodes", "")).status).toBe(502);
});
