import { expect, test } from "vitest";
import { declaredHosts } from "../../../functions/sandbox/requests/declared-hosts.ts";
import {
  checkRequest,
  type GuestRequest,
  RequestFailed,
  RequestRefused,
} from "../../../functions/sandbox/requests/request-rules.ts";

const declared = declaredHosts(["API.example", "other.example:8443", "input:url"], {
  url: "https://Run.example:9000/x",
});
const check = (more: Partial<GuestRequest>) =>
  checkRequest({ url: "https://api.example/", method: "GET", headers: [], ...more }, declared);

test.each([
  "https://api.example/a",
  "http://api.example/",
  "https://API.EXAMPLE./",
  "https://api.example:443/",
  "https://other.example:8443/",
  "https://run.example:9000/",
])("%s is declared", (url) => {
  expect(check({ url }).url.href).toBe(new URL(url).href);
});

test.each([
  ["another host", "https://evil.example/", "evil.example"],
  ["a host below", "https://a.api.example/", "a.api.example"],
  ["a longer name", "https://api.example.evil/", "api.example.evil"],
  ["an undeclared port", "https://api.example:8080/", "api.example:8080"],
  ["the port of another", "https://other.example/", "other.example"],
  ["the address of metadata", "http://169.254.169.254/latest", "169.254.169.254"],
  ["a decimal address", "http://2130706433/", "127.0.0.1"],
  ["an octal address", "http://0177.0.0.1/", "127.0.0.1"],
  ["a hexadecimal address", "http://0x7f.1/", "127.0.0.1"],
  ["full-width digits", "http://１２７.0.0.1/", "127.0.0.1"],
  ["a mapped address", "http://[::ffff:127.0.0.1]/", "[::ffff:7f00:1]"],
  ["another scheme", "ftp://api.example/", "ftp:"],
  ["a file", "file:///etc/passwd", "file:"],
  ["data", "data:text/plain,x", "data:"],
  ["a password", "https://u:p@api.example/", "api.example"],
  ["a user who looks like the host", "https://api.example@evil.example/", "evil.example"],
])("refuses %s and names it", (_what, url, named) => {
  expect(() => check({ url })).toThrow(RequestRefused);
  expect(() => check({ url })).toThrow(named);
});

test("refuses methods that open tunnels or echo", () => {
  for (const method of ["CONNECT", "TRACE", "track", "GET\r\nX: y"]) {
    expect(() => check({ method })).toThrow(RequestRefused);
  }
});

test("headers of the connection and of forwarding are left out, others joined", () => {
  const { headers } = check({
    headers: [
      ["Host", "evil"],
      ["Content-Length", "5"],
      ["Transfer-Encoding", "chunked"],
      ["Proxy-Authorization", "x"],
      ["X-Forwarded-For", "1.1.1.1"],
      ["X-Original-Host", "evil"],
      ["__proto__", "x"],
      ["Accept", "a"],
      ["accept", "b"],
    ],
  });
  expect(headers).toEqual({ accept: "a, b" });
});

test.each([
  ["a relative URL", { url: "/a" }],
  ["a header that breaks the line", { headers: [["a", "b\r\nc: d"]] }],
  ["a header name with a space", { headers: [["a b", "c"]] }],
  ["a body with GET", { text: "x" }],
  ["a body that is too large", { method: "POST", text: "x".repeat((1 << 20) + 1) }],
] satisfies [string, Partial<GuestRequest>][])("fails for %s", (_what, more) => {
  expect(() => check(more)).toThrow(RequestFailed);
});

test("a body is text as UTF-8, or base64", () => {
  expect(check({ method: "POST", text: "é" }).body).toEqual(Buffer.from("é"));
  expect(check({ method: "POST", base64: "AAE=" }).body).toEqual(Buffer.from([0, 1]));
});

test.each([
  ["a URL", "https://h.example/p?q", ["h.example"]],
  ["a URL with a port", "http://h.example:8080/", ["h.example:8080"]],
  ["a bare host", "h.example", ["h.example"]],
  ["a bare host with a port", "h.example:8080", ["h.example:8080"]],
  ["not a host", "not a host", []],
  ["another scheme", "javascript:alert(1)", []],
  ["a number", 5, []],
  ["too long for a URL", `https://h.example/${"x".repeat(9_000)}`, []],
  ["nothing", undefined, []],
])("the host of an input: %s", (_what, value, hosts) => {
  const inputs = value === undefined ? {} : { target: value };
  expect([...declaredHosts(["input:target"], inputs)]).toEqual(hosts);
});

test("inputs that are inherited or no object declare nothing", () => {
  expect([...declaredHosts(["input:toString", "input:__proto__"], {})]).toEqual([]);
  expect([...declaredHosts(["input:a"], null)]).toEqual([]);
  expect([...declaredHosts(["input:0"], "a.example")]).toEqual([]);
});
