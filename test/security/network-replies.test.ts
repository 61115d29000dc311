import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { useHostileSandbox } from "../support/sandbox/hostile-run.ts";
import { type RawAnswer, useRawServers } from "../support/sandbox/raw-server.ts";

const zeros = Buffer.alloc(16 << 20);

const says =
  (...parts: (string | Buffer)[]): RawAnswer =>
  (socket) => {
    for (const part of parts) socket.write(part);
  };
const head = (...lines: string[]) => `${["HTTP/1.1 200 OK", ...lines].join("\r\n")}\r\n\r\n`;

const again =
  (text: string): RawAnswer =>
  (socket) => {
    const interval = setInterval(() => socket.write(text), 5);
    socket.on("close", () => clearInterval(interval));
  };

const flood: RawAnswer = (socket) => {
  const chunk = Buffer.alloc(1 << 16);
  const more = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.write(head());
  socket.on("drain", more);
  more();
};

const slowly: RawAnswer = (socket, request) => {
  socket.write(head("content-length: 1000"));
  again("x")(socket, request);
};

const { overrides, open } = useRawServers({
  switching: says("HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nhello"),
  garbage: (socket) => socket.end("\0\0garbage"),
  silent: () => {},
  gone: (socket) => socket.destroy(),
  chunk: says(head("transfer-encoding: chunked"), "zz\r\nhello"),
  both: says(head("transfer-encoding: chunked", "content-length: 3"), "0\r\n\r\n"),
  longer: says(head("content-length: 5"), "hello and HTTP/1.1 200 OK\r\n\r\n"),
  shorter: (socket) => socket.end(`${head("content-length: 500")}hello`),
  headers: says(head(`x: ${"a".repeat(20_000)}`)),
  control: says(head("x: \u0001", "content-length: 0")),
  split: says(head("x: a\r\n b: c", "content-length: 0")),
  continuing: again("HTTP/1.1 100 Continue\r\n\r\n"),
  flood,
  slowly,
  gzip: says(head("content-encoding: gzip"), gzipSync(zeros)),
  brotli: says(head("content-encoding: br"), brotliCompressSync(zeros)),
  twice: says(head("content-encoding: gzip, gzip"), gzipSync(gzipSync(zeros))),
  unpacked: says(head("content-encoding: gzip", "content-length: 400"), "not packed"),
  coding: says(head("content-encoding: zstd", "content-length: 400"), "odd"),
});

const { attempt } = useHostileSandbox({ hostOverrides: overrides, requestMs: 400 });
const failed = (host: string, reason: string) => `the request to "${host}" failed: ${reason}`;
const tooLong = (host: string) => `the request to "${host}" took too long`;
const tooLarge = "the reply is larger than 1048576 bytes";

describe("a server that does not keep to the rules ends the request, and holds nothing", () => {
  test.each([
    ["switching", "the reply wants to go on in another protocol"],
    ["garbage", failed("garbage.example", "its reply is not valid HTTP")],
    ["silent", tooLong("silent.example")],
    ["gone", failed("gone.example", "it ended the connection")],
    ["chunk", failed("chunk.example", "it ended the connection")],
    ["both", failed("both.example", "its reply is not valid HTTP")],
    ["shorter", failed("shorter.example", "it ended the connection")],
    ["headers", failed("headers.example", "the headers of its reply are too large")],
    ["control", failed("control.example", "its reply is not valid HTTP")],
    ["split", failed("split.example", "its reply is not valid HTTP")],
    ["continuing", tooLong("continuing.example")],
    ["flood", tooLarge],
    ["slowly", tooLong("slowly.example")],
    ["gzip", tooLarge],
    ["brotli", tooLarge],
    ["twice", "the reply is in an unknown coding"],
    ["unpacked", failed("unpacked.example", "its reply is not packed as it says")],
    ["coding", "the reply is in an unknown coding"],
  ])("%s", async (name, message) => {
    const body = `const r = await ctx.fetch("https://${name}.example/"); return { text: await r.text() };`;
    const reply = await attempt(body, { hosts: [`${name}.example`] });
    expect(reply).toMatchObject({ status: "error", error: { name: "TypeError", message } });
    await vi.waitFor(() => expect(open()).toBe(0));
  });

  test("what follows a reply is not read as another", async () => {
    const body = `const r = await ctx.fetch("https://longer.example/"); return { text: await r.text() };`;
    const reply = await attempt(body, { hosts: ["longer.example"] });
    expect(reply.output).toEqual({ text: "hello" });
    await vi.waitFor(() => expect(open()).toBe(0));
  });
});

describe("what a run leaves behind is ended with it", () => {
  test.each([
    ["a request nobody waits for", 'ctx.fetch("https://silent.example/").catch(() => {});'],
    ["a body nobody reads", 'ctx.fetch("https://slowly.example/").catch(() => {});'],
    [
      "many at once",
      'for (let i = 0; i < 20; i++) ctx.fetch("https://silent.example/").catch(() => {});',
    ],
    [
      "a request and an error",
      'ctx.fetch("https://silent.example/").catch(() => {}); throw new Error("x");',
    ],
    [
      "a request and a loop",
      'ctx.fetch("https://silent.example/").catch(() => {}); await null; for (;;);',
    ],
  ])("%s", async (_what, body) => {
    await attempt(`${body} return {};`, { hosts: ["silent.example", "slowly.example"] });
    await vi.waitFor(() => expect(open()).toBe(0));
  });
});
