import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSandbox, type SandboxInstance } from "../../../functions/sandbox/create-sandbox.ts";
import { useLoopbackServer } from "../../support/sandbox/loopback-server.ts";
import { node, type RunOptions, sandboxRequest } from "../../support/sandbox/shared-sandbox.ts";

const server = useLoopbackServer({
  "/json": (_, response) => {
    response.writeHead(200, {
      "content-type": "application/json",
      "x-a": "1",
      "set-cookie": "c=1",
    });
    response.end('{"ok":true,"text":"é"}');
  },
  "/echo": ({ method, headers, body }, response) =>
    response.end(JSON.stringify({ method, headers, body })),
  "/bytes": (_, response) => response.end(Buffer.from([0, 255, 128])),
  "/moved": (_, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
  "/almost": (_, response) => response.end(Buffer.alloc(1 << 20)),
  "/large": (_, response) => response.end(Buffer.alloc((1 << 20) + 1)),
  "/bomb": (_, response) =>
    response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(8 << 20))),
  "/packed": (_, response) =>
    response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("unpacked")),
  "/odd": (_, response) => response.writeHead(200, { "content-encoding": "odd" }).end("x"),
  "/hang": () => {},
  "/cut": (_, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("part");
    response.destroy();
  },
});

let sandbox: SandboxInstance;
const asked: string[] = [];
beforeAll(async () => {
  sandbox = createSandbox({
    hostOverrides: { "api.example": server.origin() },
    requestMs: 400,
    resolve: async (name) => {
      asked.push(name);
      if (name === "silent.example") return new Promise(() => {});
      if (name === "inside.example") return ["1.1.1.1", "10.0.0.7"];
      throw Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" });
    },
  });
  await sandbox.warmUp();
});
afterAll(() => sandbox.close());

async function run(body: string, options: RunOptions = {}) {
  const request = sandboxRequest(node(body), { hosts: ["api.example"], ...options });
  const { replies } = await sandbox.run(request);
  return replies[0];
}

const get = (path: string, rest: string) =>
  `const response = await ctx.fetch("https://api.example${path}"); ${rest}`;

describe("a reply", () => {
  test("is like a browser's", async () => {
    const reply = await run(
      get(
        "/json?q=1",
        `const copy = response.clone();
         const { ok, status, url, redirected } = response;
         const json = await response.json();
         let again; try { await response.text(); } catch (e) { again = e.message; }
         return { ok, status, url, redirected, json, again, used: response.bodyUsed, text: await copy.text(), header: response.headers.get("X-A") };`,
      ),
    );
    expect(reply?.output).toEqual({
      ok: true,
      status: 200,
      url: "https://api.example/json?q=1",
      redirected: false,
      json: { ok: true, text: "é" },
      again: "the body of this response was already read",
      used: true,
      text: '{"ok":true,"text":"é"}',
      header: "1",
    });
    expect(reply?.stats.fetches).toEqual([{ method: "GET", host: "api.example", status: 200 }]);
  });

  test("keeps bytes, and unpacks what was packed", async () => {
    const bytes = await run(get("/bytes", "return { bytes: [...await response.bytes()] };"));
    expect(bytes?.output).toEqual({ bytes: [0, 255, 128] });
    const packed = await run(get("/packed", "return { text: await response.text() };"));
    expect(packed?.output).toEqual({ text: "unpacked" });
  });

  test("that leads elsewhere is not followed", async () => {
    const reply = await run(
      get("/moved", "return { status: response.status, to: response.headers.get('location') };"),
    );
    expect(reply?.output).toEqual({ status: 302, to: "http://127.0.0.1:1/" });
  });
});

describe("a request", () => {
  test("arrives with method, headers and body, and the host it was meant for", async () => {
    const reply = await run(
      `const response = await ctx.fetch(new URL("https://API.example/echo"), {
         method: "post", headers: new Headers({ "X-Key": "k", Host: "evil.example" }), body: new URLSearchParams({ a: "b c" }) });
       return response.json();`,
    );
    expect(reply?.output).toMatchObject({
      method: "POST",
      body: "a=b+c",
      headers: {
        "x-key": "k",
        "x-original-host": "api.example",
        "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
        "content-length": "5",
        "accept-encoding": "identity",
        host: expect.stringContaining("127.0.0.1"),
      },
    });
  });

  test("may carry bytes, but no object", async () => {
    const bytes = await run(
      'const r = await ctx.fetch("https://api.example/echo", { method: "PUT", body: new Uint8Array([104, 105]) }); return r.json();',
    );
    expect(bytes?.output).toMatchObject({ body: "hi" });
    const object = await run(
      'await ctx.fetch("https://api.example/echo", { method: "PUT", body: { a: 1 } });',
    );
    expect(object?.error?.message).toContain("use JSON.stringify for JSON");
  });

  test("can be aborted by the node", async () => {
    const reply =
      await run(`const controller = new AbortController(); setTimeout(() => controller.abort(), 5);
      try { await ctx.fetch("https://api.example/hang", { signal: controller.signal }); } catch (e) { return { name: e.name }; }`);
    expect(reply?.output).toEqual({ name: "AbortError" });
  });
});

describe("fails, and says so without an address", () => {
  test.each([
    ["/large", "the reply is larger than 1048576 bytes"],
    ["/bomb", "the reply is larger than 1048576 bytes"],
    ["/odd", "the reply is in an unknown coding"],
    ["/hang", 'the request to "api.example" took too long'],
    ["/cut", 'the request to "api.example" failed: it ended the connection'],
  ])("%s", async (path, message) => {
    const reply = await run(get(path, "return {};"));
    expect(reply).toMatchObject({ status: "error", error: { name: "TypeError", message } });
  });

  test("for a name that is not known", async () => {
    const reply = await run('await ctx.fetch("https://gone.example/");', {
      hosts: ["gone.example"],
    });
    expect(reply?.error?.message).toBe(
      'the request to "gone.example" failed: its name could not be resolved',
    );
  });

  test("for a name whose address does not come", async () => {
    const reply = await run('await ctx.fetch("https://silent.example/");', {
      hosts: ["silent.example"],
    });
    expect(reply?.error?.message).toBe('the request to "silent.example" took too long');
  });

  test("for more than five megabytes in all, even if asked for at once", async () => {
    const reply = await run(
      `const asked = Array.from({ length: 8 }, () => ctx.fetch("https://api.example/almost"));
       const ended = await Promise.allSettled(asked);
       const [first] = ended.filter(({ status }) => status === "rejected").map(({ reason }) => reason.message);
       return { received: ended.filter(({ status }) => status === "fulfilled").length <= 5, first };`,
      { limits: { memoryMb: 64, cpuMs: 2_000 } },
    );
    expect(reply?.output).toEqual({
      received: true,
      first: "the replies of this run are too large together",
    });
  });

  test("after twenty requests", async () => {
    const reply = await run(
      'for (let i = 0; i < 21; i++) await ctx.fetch("https://api.example/bytes"); return {};',
    );
    expect(reply?.error?.message).toBe("a run may make at most 20 requests");
    expect(reply?.stats.fetches).toHaveLength(20);
  });
});

describe("is refused", () => {
  test.each([
    ["an undeclared host", "https://evil.example/", "evil.example"],
    ["metadata", "http://169.254.169.254/latest/meta-data/", "169.254.169.254"],
    ["mapped loopback", "http://[::ffff:127.0.0.1]/", "[::ffff:7f00:1]"],
    [
      "Lambda's runtime API",
      "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next",
      "127.0.0.1:9001",
    ],
  ])("for %s", async (_what, url, host) => {
    const reply = await run(`await ctx.fetch(${JSON.stringify(url)});`);
    expect(reply).toMatchObject({ status: "refused", error: { name: "TypeError" } });
    expect(reply?.error?.message).toContain(`"${host}"`);
    expect(reply?.stats.fetches).toEqual([{ method: "GET", host }]);
  });

  test.each([
    "127.0.0.1",
    "[::1]",
    "10.0.0.1",
    "169.254.169.254",
    "localhost.example",
    "inside.example",
  ])("even if declared: %s", async (host) => {
    const reply = await run(`await ctx.fetch("http://${host}/");`, { hosts: [host] });
    const wanted = host === "localhost.example" ? "error" : "refused";
    expect(reply?.status).toBe(wanted);
    expect(JSON.stringify(reply)).not.toContain("10.0.0.7");
  });

  test("for the host of an input that is not public, which a bare name may be too", async () => {
    const body = "await ctx.fetch(inputs.url);";
    const reply = await run(body, {
      hosts: ["input:url"],
      inputs: { url: "http://inside.example/x" },
    });
    expect(reply).toMatchObject({ status: "refused" });
    expect(reply?.error?.message).toBe('the host "inside.example" is not at a public address');
  });

  test("and the node may go on, if it caught that", async () => {
    const reply = await run(
      'try { await ctx.fetch("https://evil.example/"); } catch (e) { return { message: e.message }; }',
    );
    expect(reply).toMatchObject({
      status: "success",
      stats: { fetches: [{ host: "evil.example" }] },
    });
  });
});

test("every name is asked for once a request, and the override never", () => {
  expect(asked).not.toContain("api.example");
});
