import { describe, expect, it, vi } from "vitest";
import { basePath } from "#shared/http/base-path.ts";
import { corsHeaders } from "#shared/http/cors-headers.ts";
import { docsAsset } from "#shared/http/docs-asset.ts";
import { contentSecurityPolicy, docsPage } from "#shared/http/docs-page.ts";
import { createLog } from "#shared/http/log.ts";
import { nextLink } from "#shared/http/next-link.ts";
import { readPreference } from "#shared/http/prefer.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import { lazy } from "#shared/lazy.ts";

describe("basePath", () => {
  it.each([
    ["/prod/health", "/health", "/prod"],
    ["/health", "/health", ""],
    [undefined, "/health", ""],
  ])("of %s for %s is %j", (called, path, expected) => {
    expect(basePath({ path, requestContext: { path: called } })).toBe(expected);
  });
});

describe("corsHeaders", () => {
  it("names the caller's origin only where it is listed", () => {
    const origins = "https://a.example, https://b.example";
    expect(corsHeaders(origins, { origin: "https://b.example" })).toMatchObject({
      "access-control-allow-origin": "https://b.example",
      vary: "origin",
    });
    expect(corsHeaders(origins, { origin: "https://evil.example" })).toEqual({ vary: "origin" });
    expect(corsHeaders("*", null)["access-control-allow-origin"]).toBe("*");
    expect(corsHeaders("", null)).toEqual({ vary: "origin" });
  });
});

describe("readPreference", () => {
  it.each([
    [undefined, 25_000, undefined, undefined],
    ["respond-async", 0, undefined, "respond-async"],
    ["Respond-Async; x=1", 0, undefined, "respond-async"],
    ["wait=10", 10_000, "wait=10", "wait=10"],
    ['wait="10"', 10_000, "wait=10", "wait=10"],
    ["wait=10, Respond-Async", 10_000, "wait=10", "respond-async, wait=10"],
    ["wait = 3, wait=9", 3_000, "wait=3", "wait=3"],
    ["wait=0", 0, "wait=0", "wait=0"],
    ["wait=900", 25_000, "wait=25", "wait=25"],
    ["wait=99999999999", 25_000, undefined, undefined],
    ["wait=-1", 25_000, undefined, undefined],
    ["wait=1.5", 25_000, undefined, undefined],
    ["wait", 25_000, undefined, undefined],
    ["return=minimal", 25_000, undefined, undefined],
  ])("of %j waits %i ms", (prefer, waitMs, ofResult, ofJob) => {
    const preference = readPreference(prefer, 25_000);
    expect(preference.waitMs).toBe(waitMs);
    expect(preference.applied("result")["preference-applied"]).toBe(ofResult);
    expect(preference.applied("job")["preference-applied"]).toBe(ofJob);
  });
});

describe("nextLink", () => {
  it("keeps the filters and adds the cursor", () => {
    expect(nextLink("/p", { limit: 5, q: "a b", category: undefined }, "x/y")).toEqual({
      link: '</p?limit=5&q=a+b&cursor=x%2Fy>; rel="next"',
    });
    expect(nextLink("/p", {}, undefined)).toEqual({});
  });
});

describe("readEnvironment", () => {
  it("names what is missing or bad, and never a value", () => {
    const read = () =>
      readEnvironment({ SYNC_WAIT_SECONDS: "sk-secret" }, "SYNC_WAIT_SECONDS", "NODES_TABLE");
    expect(read).toThrow("SYNC_WAIT_SECONDS is not valid, NODES_TABLE is missing");
    expect(readEnvironment({ SYNC_WAIT_SECONDS: "25" }, "SYNC_WAIT_SECONDS")).toEqual({
      SYNC_WAIT_SECONDS: 25,
    });
  });
});

describe("createLog", () => {
  const lines: string[] = [];
  const log = createLog("info", { requestId: "r1" }, (line) => lines.push(line));

  it("writes listed fields only, and causes of errors", () => {
    const error = new Error("outer", { cause: new Error("inner") });
    Object.assign(error, { headers: { authorization: "Bearer secret" } });
    const fields = { jobId: "j1", error, apiKey: "secret" };
    log.info("generation", fields);
    const line = JSON.parse(lines.pop() ?? "");
    expect(line).toMatchObject({ level: "info", message: "generation", requestId: "r1" });
    expect(line.error.cause.message).toBe("inner");
    expect(JSON.stringify(line)).not.toContain("secret");
  });

  it("leaves out what is below its level, and takes anything thrown", () => {
    log.debug("not written");
    expect(lines).toEqual([]);
    log.error("thrown", { error: "text" });
    expect(JSON.parse(lines.pop() ?? "").error).toEqual({ name: "string", message: "text" });
  });
});

describe("lazy", () => {
  it("keeps a success and forgets a failure", async () => {
    const build = vi.fn(() => "value");
    build.mockImplementationOnce(() => {
      throw new Error("first");
    });
    const get = lazy(build);
    await expect(get()).rejects.toThrow("first");
    expect([await get(), await get()]).toEqual(["value", "value"]);
    expect(build).toHaveBeenCalledTimes(2);
  });
});

describe("the docs page", () => {
  it("loads its own files only, and holds no inline script", () => {
    const page = docsPage("/prod");
    expect(page.match(/(?:src|href)="([^"]*)"/g)).toEqual([
      'href="data:,"',
      'href="/prod/docs/swagger-ui.css"',
      'src="/prod/docs/swagger-ui-bundle.js"',
      'src="/prod/docs/start.js"',
    ]);
    expect(page).not.toMatch(/<script>/);
    expect(contentSecurityPolicy).toContain("default-src 'none'");
    expect(contentSecurityPolicy).not.toMatch(/script-src[^;]*unsafe/);
  });

  it("serves the listed assets and nothing else", async () => {
    const directory = "node_modules/swagger-ui-dist";
    const css = await docsAsset({ name: "swagger-ui.css" }, { directory });
    expect(css.mediaType).toContain("text/css");
    expect((await docsAsset({ name: "start.js" }, { directory })).text).toContain(
      "SwaggerUIBundle",
    );
    for (const name of ["package.json", "..", "constructor", "index.html"]) {
      await expect(docsAsset({ name }, { directory })).rejects.toThrow("no such file");
    }
  });
});
