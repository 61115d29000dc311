import { expect, test } from "vitest";
import type { HttpExchange } from "#schemas/sandbox.ts";
import { HttpScript } from "../../../functions/sandbox/requests/http-script.ts";
import { checkRequest } from "../../../functions/sandbox/requests/request-rules.ts";

const declared = new Set(["api.example"]);
const request = (method: string, path: string, more: object = {}) =>
  checkRequest({ url: `https://api.example${path}`, method, headers: [], ...more }, declared);

const script = (
  expect: Partial<HttpExchange["expect"]>,
  reply: Partial<HttpExchange["reply"]> = {},
) =>
  new HttpScript([
    { expect: { method: "GET", path: "/a", ...expect }, reply: { status: 200, ...reply } },
  ]);

test("answers JSON with its type, and says when all was used", () => {
  const one = script({}, { body: { ok: true }, delay_ms: 40 });
  expect(one.unused).toBe(1);
  expect(one.answer(request("GET", "/a"))).toEqual({
    delayMs: 40,
    reply: {
      status: 200,
      statusText: "",
      url: "https://api.example/a",
      headers: [["content-type", "application/json"]],
      body: Buffer.from('{"ok":true}'),
    },
  });
  expect(one.unused).toBe(0);
});

test("a text is answered as it is, a given type is kept, nothing is an empty body", () => {
  expect(script({}, { body: "plain" }).answer(request("GET", "/a"))).toMatchObject({
    reply: { headers: [["content-type", "text/plain;charset=UTF-8"]], body: Buffer.from("plain") },
  });
  const html = { headers: { "Content-Type": "text/html" }, body: "<p>" };
  expect(script({}, html).answer(request("GET", "/a"))).toMatchObject({
    reply: { headers: [["Content-Type", "text/html"]] },
  });
  expect(script({}).answer(request("GET", "/a"))).toMatchObject({
    reply: { headers: [], body: Buffer.from("") },
  });
});

test.each([
  ["query in the path", { path: "/a?x=1" }, request("GET", "/a?y=2&x=1")],
  ["a name twice in the query", { path: "/a?t=1&t=2" }, request("GET", "/a?t=1&t=2")],
  ["query apart", { query: { x: "1" } }, request("GET", "/a?y=2&x=1")],
  ["a decoded path", { path: "/ä b" }, request("GET", "/%C3%A4%20b")],
  ["a path with dots", { path: "/x/./../a" }, request("GET", "/a")],
  ["dots on both sides", { path: "/x/%2e%2e/a?x=1" }, request("GET", "/y/../a?x=1")],
  ["a header", { headers: { Accept: "x" } }, request("GET", "/a", { headers: [["ACCEPT", "x"]] })],
  [
    "JSON in any order",
    { method: "post", body: { a: 1, b: 2 } },
    request("POST", "/a", { text: '{"b":2,"a":1}' }),
  ],
  ["text", { method: "POST", body: "hello" }, request("POST", "/a", { text: "hello" })],
])("matches %s", (_what, expected, came) => {
  expect(script(expected).answer(came)).toHaveProperty("reply");
});

test.each([
  ["method", { method: "POST" }, request("GET", "/a"), 'method: expected "POST", came "GET"'],
  ["dots", { path: "/a/../b" }, request("GET", "/a"), 'path: expected "/a/../b", came "/a"'],
  ["path", { path: "/b" }, request("GET", "/a"), 'path: expected "/b", came "/a"'],
  ["query", { query: { x: "1" } }, request("GET", "/a?x=2"), 'query "x": expected "1", came "2"'],
  ["no query", { path: "/a?x=1" }, request("GET", "/a"), 'query "x": expected "1", came nothing'],
  [
    "header",
    { headers: { a: "1" } },
    request("GET", "/a"),
    'header "a": expected "1", came nothing',
  ],
  [
    "body",
    { method: "POST", body: { a: 1 } },
    request("POST", "/a", { text: "{" }),
    'body: expected {"a":1}, came "{"',
  ],
  [
    "a name twice",
    { path: "/a?t=1&t=2" },
    request("GET", "/a?t=1"),
    'query "t": expected ["1","2"], came "1"',
  ],
  [
    "the place in a body",
    { method: "POST", body: { items: [{ id: 1 }, { id: 2 }] } },
    request("POST", "/a", { text: '{"items":[{"id":1},{"id":"2"}]}' }),
    'body.items[1].id: expected 2, came "2"',
  ],
  [
    "what a body lacks, or has more",
    { method: "POST", body: { a: { b: 1 } } },
    request("POST", "/a", { text: '{"a":{"b":1,"c":[]}}' }),
    "body.a.c: expected nothing, came []",
  ],
  [
    "all that differs",
    { method: "POST", path: "/b?x=1", headers: { k: "v" } },
    request("GET", "/a?x=2"),
    'method: expected "POST", came "GET"; path: expected "/b", came "/a"; query "x": expected "1", came "2"; header "k": expected "v", came nothing',
  ],
])("tells what was expected and what came: %s", (_what, expected, came, message) => {
  const answer = script(expected).answer(came);
  expect(answer).toMatchObject({ mismatch: { name: "HttpScriptError" } });
  expect(answer).toHaveProperty("mismatch.message", expect.stringContaining(message));
});

test("one request too many is told", () => {
  expect(new HttpScript([]).answer(request("GET", "/a?b=1"))).toEqual({
    mismatch: {
      name: "HttpScriptError",
      message: "request 1 was not expected: the script has 0; came GET /a?b=1",
    },
  });
});

test("a wrong order is told as one", () => {
  const exchange = (path: string) => ({
    expect: { method: "GET", path },
    reply: { status: 200 },
  });
  const two = new HttpScript([exchange("/a"), exchange("/b")]);
  expect(two.answer(request("GET", "/b"))).toHaveProperty(
    "mismatch.message",
    'request 1 (GET /b) is not as expected: path: expected "/a", came "/b"; it is what request 2 should be',
  );
  expect(two.unused).toBe(2);
});
