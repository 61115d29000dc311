import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { pinnedFetch } from "#shared/network/pinned-fetch.ts";
import { claudeProvider } from "#shared/providers/claude.ts";
import { endpointFetch } from "#shared/providers/endpoint-fetch.ts";
import { openaiProvider } from "#shared/providers/openai.ts";
import type { ProviderRequest } from "#shared/providers/provider.ts";
import { startClaudeServer } from "../../support/providers/claude-server.ts";
import { startOpenaiServer } from "../../support/providers/openai-server.ts";

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push(async () => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

const request: ProviderRequest = {
  system: "s",
  prompt: "p",
  maxOutputTokens: 100,
  task: { kind: "create", request: "r", context: {} },
};
const call = () => ({ signal: new AbortController().signal, deadline: Date.now() + 20_000 });
const key = "sk-planted-endpoint-0123456789";
const limits = { attempts: 1 };

/** Answers as public in DNS, and is then reached on the loopback, whatever its protocol. */
const viaPublicName = endpointFetch({
  isAllowed: () => false,
  resolve: async () => ["93.184.216.34"],
  connect: (asked) => {
    const url = new URL(asked.url);
    url.protocol = "http:";
    return pinnedFetch(new Request(url, asked), "127.0.0.1");
  },
});

describe("an endpoint that a tenant named", () => {
  it("answers Claude's and OpenAI's clients through the pinned connection", async () => {
    const claude = await startClaudeServer();
    const openai = await startOpenaiServer();
    open.push(claude.close, openai.close);
    const named = (url: string) => url.replace("http://127.0.0.1", "https://models.example");
    const options = { apiKey: key, fetch: viaPublicName, limits };
    const [one, other] = await Promise.all([
      claudeProvider({
        ...options,
        model: "claude-sonnet-5-5",
        baseUrl: named(claude.url),
      }).generate(request, call()),
      openaiProvider({ ...options, model: "gpt", baseUrl: named(openai.url) }).generate(
        request,
        call(),
      ),
    ]);
    expect(one.text).toBe(other.text);
    expect(one.text.length).toBeGreaterThan(100);
    expect(claude.requests[0]?.headers).toMatchObject({ authorization: `Bearer ${key}` });
    expect(claude.requests[0]?.headers.host).toMatch(/^models\.example:\d+$/);
  });

  it("that redirects inward is not followed, and the prompt goes nowhere else", async () => {
    const seen: string[] = [];
    const inside = await serve((message, response) => {
      seen.push(message.url ?? "");
      response.end("{}");
    });
    for (const status of [301, 302, 307, 308]) {
      const port = await serve((_message, response) => {
        response.writeHead(status, { location: `http://127.0.0.1:${inside}/latest/meta-data` });
        response.end();
      });
      const provider = claudeProvider({
        apiKey: key,
        model: "claude-sonnet-5-5",
        baseUrl: `https://models.example:${port}`,
        fetch: viaPublicName,
        limits,
      });
      await expect(provider.generate(request, call())).rejects.toMatchObject({
        kind: "bad_payload",
        message: "The provider's address answers with a redirect.",
      });
    }
    expect(seen).toEqual([]);
  });

  it("is not reached where its name leads to the loopback", async () => {
    const seen: string[] = [];
    const port = await serve((message, response) => {
      seen.push(message.url ?? "");
      response.end();
    });
    const provider = openaiProvider({
      apiKey: key,
      model: "gpt",
      baseUrl: `https://models.example:${port}/v1`,
      fetch: endpointFetch({ isAllowed: () => false, resolve: async () => ["127.0.0.1"] }),
    });
    await expect(provider.generate(request, call())).rejects.toMatchObject({
      kind: "network",
      retryable: false,
    });
    expect(seen).toEqual([]);
  });

  it("is reached as it is where the operator vouches for it", async () => {
    const claude = await startClaudeServer();
    open.push(claude.close);
    const provider = claudeProvider({
      apiKey: key,
      model: "claude-sonnet-5-5",
      baseUrl: claude.url,
      fetch: endpointFetch({ isAllowed: ({ hostname }) => hostname === "127.0.0.1" }),
    });
    expect((await provider.generate(request, call())).stop).toBe("complete");
  });
});

describe("a pinned connection", () => {
  it("goes to the address, whatever the name; it keeps method, headers and body", async () => {
    let told = "";
    const port = await serve(async (message, response) => {
      const parts: Buffer[] = [];
      for await (const part of message) parts.push(part);
      const { method, headers, url } = message;
      told = `${method} ${headers.host} ${url} ${headers["x-a"]} ${Buffer.concat(parts)}`;
      response.writeHead(418, { "x-b": "2" });
      response.end("tea");
    });
    const asked = new Request(`http://nowhere.example:${port}/a?b=c`, {
      method: "POST",
      headers: { "x-a": "1" },
      body: "körper",
    });
    const response = await pinnedFetch(asked, "127.0.0.1");
    expect(told).toBe(`POST nowhere.example:${port} /a?b=c 1 körper`);
    expect([response.status, response.headers.get("x-b"), await response.text()]).toEqual([
      418,
      "2",
      "tea",
    ]);
  });

  it("ends with its signal, before and within the answer", async () => {
    const port = await serve((message, response) => {
      if (message.url === "/begun") response.write("part");
    });
    const silent = new AbortController();
    const waiting = pinnedFetch(
      new Request(`http://a.example:${port}/`, { signal: silent.signal }),
      "127.0.0.1",
    );
    silent.abort();
    await expect(waiting).rejects.toThrow();
    const begun = new AbortController();
    const asked = new Request(`http://a.example:${port}/begun`, { signal: begun.signal });
    const response = await pinnedFetch(asked, "127.0.0.1");
    begun.abort();
    await expect(response.text()).rejects.toThrow();
  });

  it("passes on answers without a body", async () => {
    const port = await serve((_message, response) => {
      response.writeHead(204);
      response.end();
    });
    const response = await pinnedFetch(new Request(`http://a.example:${port}/`), "127.0.0.1");
    expect([response.status, response.body]).toEqual([204, null]);
  });
});
