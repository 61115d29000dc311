import { describe, expect, test } from "vitest";
import { useSandbox } from "../../support/sandbox/shared-sandbox.ts";

const { run } = useSandbox();
const now = "2026-01-01T00:00:00Z";
const hosts = ["api.example"];

describe("clock and chance", () => {
  const everything = `return { date: new Date().toISOString(), now: Date.now(), elapsed: performance.now(), origin: performance.timeOrigin,
    random: [Math.random(), Math.random()], id: crypto.randomUUID(), bytes: [...crypto.getRandomValues(new Uint8Array(12))] };`;

  test("are the same for the same now and seed", async () => {
    const first = await run(everything, { now, seed: 7 });
    const second = await run(everything, { now, seed: 7 });
    expect(first.output).toMatchObject({
      date: "2026-01-01T00:00:00.000Z",
      now: Date.parse(now),
      elapsed: 0,
      origin: Date.parse(now),
    });
    expect(second.output).toEqual(first.output);
  });

  test("differ for another seed, and without one", async () => {
    const values = await Promise.all(
      [1, 2, -1, 2 ** 40, undefined, undefined].map((seed) =>
        run(everything, { now, ...(seed === undefined ? {} : { seed }) }),
      ),
    );
    const outputs = values.map((reply) => JSON.stringify(reply.output));
    expect(new Set(outputs).size).toBe(outputs.length);
  });

  test("random numbers are spread", async () => {
    const body =
      "let sum = 0; for (let i = 0; i < 1000; i++) sum += Math.random(); return { mean: sum / 1000 };";
    const reply = await run(body, { seed: 1 });
    expect((reply.output as { mean: number }).mean).toBeGreaterThan(0.4);
    expect((reply.output as { mean: number }).mean).toBeLessThan(0.6);
  });

  test("a clock that was set moves by what the node waits for", async () => {
    const body = "await new Promise((r) => setTimeout(r, 20)); return { at: Date.now() };";
    const reply = await run(body, { now });
    expect(reply.output).toEqual({ at: Date.parse(now) + 20 });
    expect(reply.stats.waits_ms).toEqual([20]);
  });

  test("without now the clock is the real one", async () => {
    const before = Date.now();
    const reply = await run("return { at: Date.now() };");
    expect((reply.output as { at: number }).at).toBeGreaterThanOrEqual(before);
    expect(reply.stats).not.toHaveProperty("waits_ms");
  });
});

describe("scripted requests", () => {
  const retrying = `
    for (let attempt = 1; attempt <= 4; attempt++) {
      const response = await ctx.fetch("https://api.example/items?page=1", {
        method: "POST", headers: { "X-Key": "k" }, body: JSON.stringify({ attempt }),
      });
      if (response.ok) return { items: (await response.json()).items, at: Date.now(), attempt };
      await new Promise((resolve) => setTimeout(resolve, 1000 * 2 ** attempt));
    }
    throw new Error("gave up");`;
  const expected = {
    method: "POST",
    path: "/items",
    query: { page: "1" },
    headers: { "x-key": "k" },
  };

  test("waits cost no time and are told in order", async () => {
    const started = performance.now();
    const reply = await run(retrying, {
      now,
      hosts,
      http: [
        { expect: { ...expected, body: { attempt: 1 } }, reply: { status: 503 } },
        { expect: { ...expected, body: { attempt: 2 } }, reply: { status: 429 } },
        { expect: expected, reply: { status: 200, body: { items: [1] }, delay_ms: 250 } },
      ],
    });
    expect(reply).toMatchObject({
      status: "success",
      output: { items: [1], attempt: 3, at: Date.parse(now) + 2_000 + 4_000 + 250 },
      unused_http: 0,
      stats: {
        waits_ms: [2_000, 4_000],
        fetches: [503, 429, 200].map((status) => ({ method: "POST", host: "api.example", status })),
      },
    });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("a request that is not as expected ends the run, even if the node would go on", async () => {
    const body =
      'try { await ctx.fetch("https://api.example/other"); } catch {} return { fine: true };';
    const reply = await run(body, { hosts, http: [{ expect: expected, reply: { status: 200 } }] });
    expect(reply).toMatchObject({
      status: "error",
      error: {
        name: "HttpScriptError",
        message: expect.stringContaining(
          'request 1 (GET /other) is not as expected: method: expected "POST", came "GET"; path: ',
        ),
      },
      unused_http: 1,
    });
  });

  test("a request that is not in the script ends the run", async () => {
    const reply = await run('await ctx.fetch("https://api.example/a"); return {};', {
      hosts,
      http: [],
    });
    expect(reply.error?.message).toBe("request 1 was not expected: the script has 0; came GET /a");
  });

  test("exchanges that were not asked for are counted", async () => {
    const exchange = { expect: { method: "GET", path: "/" }, reply: { status: 200 } };
    const reply = await run("return {};", { hosts, http: [exchange, exchange] });
    expect(reply).toMatchObject({ status: "success", unused_http: 2 });
  });

  test("an undeclared host is refused before the script is asked", async () => {
    const reply = await run('await ctx.fetch("https://other.example/"); return {};', {
      hosts,
      http: [],
    });
    expect(reply).toMatchObject({ status: "refused", error: { name: "TypeError" } });
  });

  test("requests at the same time are matched in the order they were made", async () => {
    const body = `const texts = await Promise.all(["/a", "/b"].map(async (path) => (await ctx.fetch("https://api.example" + path)).text()));
      return { texts };`;
    const exchange = (path: string, delay_ms: number) => ({
      expect: { method: "GET", path },
      reply: { status: 200, body: path, delay_ms },
    });
    const reply = await run(body, { hosts, http: [exchange("/a", 500), exchange("/b", 10)] });
    expect(reply.output).toEqual({ texts: ["/a", "/b"] });
  });

  test("a time limit of the node's own meets a slow reply", async () => {
    const body = `try { await ctx.fetch("https://api.example/", { signal: AbortSignal.timeout(1000) }); }
      catch (error) { return { name: error.name, at: Date.now() }; }`;
    const http = [
      { expect: { method: "GET", path: "/" }, reply: { status: 200, delay_ms: 60_000 } },
    ];
    const reply = await run(body, { hosts, now, http });
    expect(reply.output).toEqual({ name: "TimeoutError", at: Date.parse(now) + 1_000 });
  });
});
