import { beforeEach, describe, expect, test } from "vitest";
import { makeRequestDesk } from "../../functions/sandbox/requests/request-desk.ts";
import { useHostileSandbox } from "../support/sandbox/hostile-run.ts";
import { useLoopbackServer } from "../support/sandbox/loopback-server.ts";

const half = Buffer.alloc(1 << 19);
const server = useLoopbackServer({
  "/": (_, response) => response.end("ok"),
  "/half": (_, response) => response.end(half),
  "/moved": (_, response) => response.writeHead(307, { location: "http://169.254.169.254/" }).end(),
  "/refresh": (_, response) =>
    response.writeHead(200, { refresh: "0; url=http://10.0.0.1/" }).end(),
});
const overrides: Record<string, string> = {};
const { attempt } = useHostileSandbox({ hostOverrides: overrides });
beforeEach(() => {
  overrides["api.example"] = server.origin();
  server.seen.length = 0;
});

const send = (init: string) =>
  `const r = await ctx.fetch("https://api.example/", ${init}); return { status: r.status };`;
const hosts = ["api.example"];

describe("a header that would change the request does not leave", () => {
  test.each([
    ["Host", "evil.example"],
    ["hOsT", "evil.example"],
    ["X-Original-Host", "evil.example"],
    ["X-Forwarded-For", "127.0.0.1"],
    ["X-Forwarded-Host", "evil.example"],
    ["Forwarded", "for=127.0.0.1"],
    ["Via", "1.1 evil"],
    ["Transfer-Encoding", "chunked"],
    ["Content-Length", "999"],
    ["Connection", "keep-alive, upgrade"],
    ["Keep-Alive", "timeout=9999"],
    ["\u212aeep-Alive", "a letter of Unicode that becomes k"],
    ["Upgrade", "h2c"],
    ["HTTP2-Settings", "AAMAAABkAAQAAP__"],
    ["Expect", "100-continue"],
    ["TE", "trailers"],
    ["Trailer", "x"],
    ["Proxy-Authorization", "Basic eA=="],
    ["Proxy-Connection", "keep-alive"],
    ["Accept-Encoding", "gzip"],
    ["Sec-Fetch-Site", "same-origin"],
    ["X-Amz-Security-Token", "x"],
    ["Lambda-Runtime-Aws-Request-Id", "x"],
    ["__proto__", "x"],
  ])("%s", async (name, value) => {
    const headers = JSON.stringify([[name, value]]);
    const reply = await attempt(send(`{ method: "POST", body: "a", headers: ${headers} }`), {
      hosts,
    });
    expect(reply.status).toBe("success");
    const [seen] = server.seen;
    expect(seen?.body).toBe("a");
    expect(seen?.headers[name.toLowerCase()]).not.toBe(value);
    expect(seen?.headers["x-original-host"]).toBe("api.example");
  });

  test.each([
    ["a line break in a value", '[["a", "b\\r\\nHost: evil"]]'],
    ["a line feed alone", '[["a", "b\\nX: y"]]'],
    ["a zero byte", '[["a", "b\\u0000"]]'],
    ["a line separator of Unicode", '[["a", "b\\u2028X: y"]]'],
    ["a character that ends in the bytes of a line break", '[["a", "b\\u010d\\u010aX: y"]]'],
    ["a line break in a name", '[["a\\r\\nHost", "evil"]]'],
    ["a colon in a name", '[["Host: evil\\r\\nx", "y"]]'],
    ["a space before the colon", '[["Host ", "evil"]]'],
    ["an empty name", '[["", "x"]]'],
  ])("nor does one that is none: %s", async (_what, headers) => {
    const reply = await attempt(send(`{ headers: ${headers} }`), { hosts });
    expect(reply.error?.message).toMatch(/^a header of the request is not valid$/);
    expect(server.seen).toEqual([]);
  });

  test("a name that every object has is a name like any other", async () => {
    await attempt(send('{ headers: { constructor: "x", valueOf: "y" } }'), { hosts });
    expect(server.seen[0]?.headers).toMatchObject({ constructor: "x", valueof: "y" });
  });
});

describe("a method that opens tunnels, echoes, or is none", () => {
  test.each([
    "CONNECT",
    "TRACE",
    "TRACK",
    "PRI",
    "M-SEARCH",
    "QUERY",
    "GET /x HTTP/1.1",
    "GET\\r\\nHost: evil",
    "G\\u0395T",
  ])("%s", async (method) => {
    const reply = await attempt(send(`{ method: "${method}" }`), { hosts });
    expect(["refused", "error"]).toContain(reply.status);
    expect(server.seen).toEqual([]);
  });
});

describe("more than a request may hold", () => {
  test.each([
    [
      "a body of more than a megabyte",
      '{ method: "POST", body: "x".repeat((1 << 20) + 1) }',
      "the body of a request may have at most 1048576 bytes",
    ],
    [
      "bytes of more than a megabyte",
      '{ method: "POST", body: new Uint8Array((1 << 20) + 1) }',
      "the body of a request may have at most 1048576 bytes",
    ],
    [
      "a text that grows as UTF-8",
      '{ method: "POST", body: "€".repeat(4e5) }',
      "the body of a request may have at most 1048576 bytes",
    ],
    [
      "a body beyond the bridge",
      '{ method: "POST", body: "x".repeat(3 << 20) }',
      "the request is too large",
    ],
    ["a body with GET", '{ body: "x" }', "a GET request cannot have a body"],
    [
      "a hundred and one headers",
      "{ headers: Array.from({ length: 101 }, (_, i) => ['h' + i, 'x']) }",
      "the request is not valid or too large",
    ],
    [
      "a flood of headers",
      "{ headers: Array.from({ length: 2e4 }, () => ['h', 'x']) }",
      "the request is not valid or too large",
    ],
    [
      "a long header",
      "{ headers: { a: 'x'.repeat(9e3) } }",
      "the request is not valid or too large",
    ],
    ["a long method", '{ method: "X".repeat(21) }', "the request is not valid or too large"],
  ])("%s", async (_what, init, message) => {
    const reply = await attempt(send(init), { hosts, limits: { cpuMs: 1_000 } });
    expect(reply.error?.message).toBe(message);
    expect(server.seen).toEqual([]);
  });

  test("replies of more than 5 MiB in all", async () => {
    const body = "for (let i = 0; i < 12; i++) await ctx.fetch('https://api.example/half');";
    const reply = await attempt(body, { hosts, limits: { cpuMs: 2_000, memoryMb: 64 } });
    expect(reply.error?.message).toBe("the replies of this run are too large together");
    expect(server.seen).toHaveLength(11);
  });

  test.each([
    [
      "one after the other",
      "for (let i = 0; i < 30; i++) await ctx.fetch('https://api.example/');",
    ],
    [
      "all at once",
      "await Promise.all(Array.from({ length: 30 }, () => ctx.fetch('https://api.example/')));",
    ],
    [
      "refused ones count",
      "for (let i = 0; i < 30; i++) await ctx.fetch('https://evil.example/').catch((e) => { if (/most/.test(e.message)) throw e; });",
    ],
    [
      "invalid ones count",
      "for (let i = 0; i < 30; i++) await ctx.fetch('no URL').catch((e) => { if (/most/.test(e.message)) throw e; });",
    ],
    [
      "aborted ones count",
      "for (let i = 0; i < 30; i++) { const c = new AbortController(); const p = ctx.fetch('https://api.example/', { signal: c.signal }); c.abort(); await p.catch((e) => { if (/most/.test(e.message)) throw e; }); }",
    ],
  ])("more than twenty requests: %s", async (_what, body) => {
    const reply = await attempt(`${body} return {};`, { hosts, limits: { cpuMs: 1_000 } });
    expect(reply.error?.message).toBe("a run may make at most 20 requests");
    expect(server.seen.length).toBeLessThanOrEqual(20);
    expect(reply.stats.fetches.length).toBeLessThanOrEqual(20);
  });
});

describe("a reply leads nowhere by itself", () => {
  test.each(["moved", "refresh"])("%s", async (path) => {
    const body = `const r = await ctx.fetch("https://api.example/${path}", { redirect: "follow" }); return { status: r.status };`;
    const reply = await attempt(body, { hosts });
    expect(reply.output).toEqual({ status: path === "moved" ? 307 : 200 });
    expect(server.seen).toHaveLength(1);
  });
});

describe("a desk asked by a guest that was taken over", () => {
  const desk = () =>
    makeRequestDesk(new Set(["api.example"]), undefined, { hostOverrides: overrides });
  const request = JSON.stringify({ url: "https://api.example/", method: "GET", headers: [] });

  test("answers one request of a number at a time", async () => {
    const one = desk();
    const answers = await Promise.all([one.answer(1, request), one.answer(1, request)]);
    expect(answers.map(({ text }) => JSON.parse(text).failed)).toEqual([
      undefined,
      "the request was made before",
    ]);
  });

  test.each([
    "",
    "null",
    "[]",
    "5",
    "{",
    '{"url":1}',
    `{"url":"${"[".repeat(5e5)}"}`,
    "[".repeat(1e5),
  ])("answers what is no request: %#", async (text) => {
    const one = desk();
    const answer = JSON.parse((await one.answer(1, text)).text);
    expect(answer).toEqual({ failed: expect.stringMatching(/^the request /), refused: false });
    for (let id = 2; id <= 20; id += 1) await one.answer(id, text);
    expect(JSON.parse((await one.answer(21, request)).text).failed).toContain("at most 20");
  });
});
