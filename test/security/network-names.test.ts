import { beforeEach, describe, expect, test } from "vitest";
import { useHostileSandbox } from "../support/sandbox/hostile-run.ts";

const metadata = "169.254.169.254";

/** What each name resolves to, one answer a time; the last is repeated. */
const answers: Record<string, string[][]> = {
  "localhost.example": [["127.0.0.1"]],
  "inside.example": [["10.0.0.7"]],
  "six.example": [["::1"]],
  "mapped.example": [["::ffff:127.0.0.1"]],
  "both.example": [["1.1.1.1", "10.0.0.7"]],
  "last.example": [["1.1.1.1", "2606:4700::1", metadata]],
  "rebinding.example": [["127.0.0.1"], ["1.1.1.1"]],
  "empty.example": [[]],
  "odd.example": [["not an address"]],
  "short.example": [["127.1"]],
  localhost: [["127.0.0.1"]],
  "metadata.google.internal": [[metadata]],
  instance: [[metadata]],
};
const asked: string[] = [];
const { attempt } = useHostileSandbox({
  requestMs: 300,
  resolve: (name) => {
    asked.push(name);
    const known = answers[name];
    if (name === "never.example") return new Promise(() => {});
    if (known === undefined) return Promise.reject(new Error("getaddrinfo ENOTFOUND 10.9.8.7"));
    return Promise.resolve((known.length > 1 ? known.shift() : known[0]) ?? []);
  },
});
beforeEach(() => {
  asked.length = 0;
});

const get = (url: string) =>
  `const r = await ctx.fetch(${JSON.stringify(url)}); return { s: r.status };`;
const declared = ["api.example", "api.example:8443", "xn--pple-43d.example"];

describe("a name that leads inside is refused, though it is declared", () => {
  test.each([
    "localhost.example",
    "inside.example",
    "six.example",
    "mapped.example",
    "both.example",
    "last.example",
    "rebinding.example",
    "empty.example",
    "odd.example",
    "short.example",
    "localhost",
    "metadata.google.internal",
    "instance",
  ])("%s", async (host) => {
    const reply = await attempt(get(`http://${host}/`), { hosts: [host] });
    expect(reply).toMatchObject({
      status: "refused",
      error: { name: "TypeError", message: `the host "${host}" is not at a public address` },
    });
    expect(asked).toEqual([host]);
    expect(JSON.stringify(reply)).not.toMatch(/10\.0\.0\.7|169\.254/);
  });

  test.each([
    ["a URL", "http://inside.example/x"],
    ["a bare name", "inside.example"],
    ["a name with a port", "inside.example:8080"],
    ["a URL with a user", "http://api.example@inside.example/"],
  ])("also if an input declares it: %s", async (_what, target) => {
    const host = target.includes("8080") ? "inside.example:8080" : "inside.example";
    const inputs = { target };
    const reply = await attempt(get(`http://${host}/`), { hosts: ["input:target"], inputs });
    expect(reply.status).toBe("refused");
    expect(reply.error?.message).toContain('"inside.example" is not at a public address');
  });

  test("a name that is never answered is not waited for", async () => {
    const reply = await attempt(get("http://never.example/"), { hosts: ["never.example"] });
    expect(reply.error?.message).toBe('the request to "never.example" took too long');
  });

  test("an unknown name, and what the system says of it stays here", async () => {
    const reply = await attempt(get("http://gone.example/"), { hosts: ["gone.example"] });
    expect(reply.error?.message).toBe('the request to "gone.example" failed: no connection');
  });
});

describe("a host that is not the declared one is refused, and no name is asked for", () => {
  test.each([
    ["a host below", "https://a.api.example/", "a.api.example"],
    ["a longer name", "https://api.example.evil/", "api.example.evil"],
    ["a name that ends so", "https://evilapi.example/", "evilapi.example"],
    ["the domain above", "https://example/", "example"],
    ["another port", "https://api.example:8080/", "api.example:8080"],
    ["the port of another scheme", "http://api.example:443/", "api.example:443"],
    ["two final dots", "https://api.example../", "api.example."],
    ["a user that looks like the host", "https://api.example@evil.example/", "evil.example"],
    ["a user with a password", "https://api.example:443@evil.example/", "evil.example"],
    ["slashes the other way", "https://evil.example\\@api.example/", "evil.example"],
    ["a fragment before the host", "https://evil.example#@api.example/", "evil.example"],
    ["a query before the host", "https://evil.example?@api.example/", "evil.example"],
    ["a Cyrillic letter", "https://арi.example/", "xn--i-7sb2c.example"],
    ["a Greek letter", "https://αpi.example/", "xn--pi-b9b.example"],
    ["a dotless i", "https://apı.example/", "xn--ap-ipa.example"],
    ["a one for an i", "https://ap1.example/", "ap1.example"],
    ["the Latin letters of a declared Cyrillic name", "https://apple.example/", "apple.example"],
    ["no host", "https:///evil.example/", "evil.example"],
    ["three slashes", "https:////evil.example", "evil.example"],
    ["a relative scheme", "https:evil.example", "evil.example"],
    ["a line break within", "https://evil\n.example/", "evil.example"],
  ])("%s", async (_what, url, named) => {
    const reply = await attempt(get(url), { hosts: declared });
    expect(reply).toMatchObject({
      status: "refused",
      error: { message: `the host "${named}" is not declared in capabilities.hosts` },
    });
    expect(asked).toEqual([]);
  });

  test.each([
    ["a file", "file:///etc/passwd", "file://"],
    ["FTP", "ftp://api.example/", "ftp://api.example"],
    ["a socket", "ws://api.example/", "ws://api.example"],
    ["data", "data:text/plain,x", "data://"],
    ["a script", "javascript:alert(1)", "javascript://"],
    ["a blob", "blob:https://api.example/1", "blob://"],
    ["a Unix socket", "unix:/var/run/docker.sock", "unix://"],
    ["Node's own modules", "node:fs", "node://"],
    ["gopher", "gopher://api.example:70/1", "gopher://api.example:70"],
  ])("nor is another scheme possible: %s", async (_what, url, named) => {
    const reply = await attempt(get(url), { hosts: declared });
    expect(reply).toMatchObject({
      status: "refused",
      error: { message: `only http and https are possible, not ${named}` },
    });
  });

  test.each([
    ["a password for the declared host", "https://u:p@api.example/"],
    ["a user for the declared host", "https://u@api.example/"],
  ])("nor %s", async (_what, url) => {
    const reply = await attempt(get(url), { hosts: declared });
    expect(reply.error?.message).toBe(
      'the URL for "api.example" holds a user name or password; use a header',
    );
  });
});

describe("what declares a host is not bent by the node", () => {
  test.each([
    ["changing its inputs", "inputs.target = 'https://evil.example/';"],
    [
      "a URL that changes while it is read",
      "let n = 0; globalThis.URL = class { get href() { return n++ ? 'https://evil.example/' : 'https://api.example/'; } };",
    ],
    [
      "another URL class",
      "globalThis.URL = class { constructor() { this.href = 'https://evil.example/'; } };",
    ],
    [
      "a text that changes while it is read",
      "let n = 0; Object.prototype.toString = () => (n++ ? 'https://evil.example/' : 'x');",
    ],
  ])("%s", async (_what, tamper) => {
    const body = `${tamper}\nawait ctx.fetch(new URL("https://evil.example/"));`;
    const inputs = { target: "https://api.example/" };
    const reply = await attempt(body, { hosts: ["input:target"], inputs });
    expect(["refused", "error"]).toContain(reply.status);
    expect(reply.stats.fetches.every(({ status }) => status === undefined)).toBe(true);
    expect(asked.filter((name) => name !== "api.example")).toEqual([]);
  });
});
