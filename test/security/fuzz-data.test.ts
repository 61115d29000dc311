import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HttpExchange, RunReply, SandboxRequest } from "#schemas/sandbox.ts";
import { makeRequestDesk } from "../../functions/sandbox/requests/request-desk.ts";
import { node, sandboxRequest, useSandbox } from "../support/sandbox/shared-sandbox.ts";

const seed = 20_260_102;
const { send } = useSandbox();

type Run = SandboxRequest["runs"][number];

/** Many runs in one call, as the bridge sees them. */
async function runMany(body: string, runs: Run[], hosts: string[] = []): Promise<RunReply[]> {
  const request = sandboxRequest(node(body), { hosts, limits: { cpuMs: 2_000, totalMs: 50_000 } });
  const { replies } = await send({ ...request, runs });
  return replies;
}

const oddKey = fc.constantFrom(
  "__proto__",
  "constructor",
  "toString",
  "toJSON",
  "then",
  "length",
  "0",
  "",
  "\ud800",
);
const oddText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("\ud800", "\udfff\ud800", "\u0000", "\u2028", "</script>", "\\", '"', "\ufeff"),
);
const oddNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(
    -0,
    5e-324,
    1.7976931348623157e308,
    2 ** 53 + 2,
    1e21,
    1e-7,
    123456789012345680000,
  ),
);

/** JSON of any shape, made as text so that odd keys become own properties. */
const json = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    oddNumber.map((value) => JSON.stringify(value)),
    oddText.map((text) => JSON.stringify(text)),
    fc.constantFrom("true", "false", "null"),
    tie("list"),
    tie("object"),
  ),
  list: fc.array(tie("value"), { maxLength: 5 }).map((items) => `[${items.join(",")}]`),
  object: fc
    .array(fc.tuple(fc.oneof(oddKey, oddText), tie("value")), { maxLength: 5 })
    .map(
      (pairs) => `{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(",")}}`,
    ),
})).value;

describe("any JSON that goes in comes out as it was", () => {
  test("values of every kind", async () => {
    const property = fc.asyncProperty(
      fc.array(json, { minLength: 20, maxLength: 20 }),
      async (texts) => {
        const runs = texts.map((text) => ({ inputs: JSON.parse(`{"value":${text}}`) }));
        const replies = await runMany("return { value: inputs.value };", runs);
        replies.forEach(({ status, output }, index) => {
          expect(status).toBe("success");
          expect(JSON.stringify(output)).toBe(JSON.stringify(runs[index]?.inputs));
        });
      },
    );
    await fc.assert(property, { seed, numRuns: 4 });
  });

  test("nested as deep as may be, and refused beyond", async () => {
    const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`);
    const replies = await runMany(
      "return inputs;",
      [199, 200, 201, 900].map((depth) => ({ inputs: nested(depth) })),
    );
    expect(replies.map(({ status }) => status)).toEqual([
      "success",
      "success",
      "invalid_output",
      "invalid_output",
    ]);
    expect(replies[1]?.output).toEqual(nested(200));
  });

  test("what is returned and logged at random keeps to the limits", async () => {
    const runs = fc
      .sample(json, { seed, numRuns: 40 })
      .map((text) => ({ inputs: JSON.parse(`[${text}]`) }));
    const replies = await runMany("ctx.log(inputs[0]); return inputs[0];", runs);
    replies.forEach(({ status, error }, index) => {
      const value: unknown = runs[index]?.inputs[0];
      const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
      if (!isObject) expect(error?.message).toMatch(/^execute\(\) must return a plain object/);
      else expect(["success", "error"]).toContain(status);
    });
  });
});

const word = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9._~-]{0,11}$/);
const headerName = fc.stringMatching(/^x-[a-z0-9-]{1,10}$/);
const headerValue = fc.stringMatching(/^[!-~]{1,20}$/);
const exchange = fc.record({
  method: fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE"),
  path: fc.array(word, { maxLength: 3 }).map((parts) => `/${parts.join("/")}`),
  query: fc.dictionary(word, fc.string(), { maxKeys: 3 }),
  headers: fc.dictionary(headerName, headerValue, { maxKeys: 3 }),
  body: json.map((text): HttpExchange["reply"]["body"] => JSON.parse(text)),
  status: fc.integer({ min: 100, max: 599 }),
});
type Exchange = typeof exchange extends fc.Arbitrary<infer Value> ? Value : never;

const scripted = ({ method, path, query, headers, body, status }: Exchange): HttpExchange => ({
  expect: { method, path, query, headers, ...(method === "GET" ? {} : { body }) },
  reply: { status, headers, body },
});

function requestFor({ method, path, query, headers, body }: Exchange): string {
  const url = new URL(`https://api.example${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
  const text = method === "GET" ? {} : { text: JSON.stringify(body) };
  return JSON.stringify({ url: url.href, method, headers: Object.entries(headers), ...text });
}

describe("a script of exchanges", () => {
  const deskOf = (exchanges: HttpExchange[]) =>
    makeRequestDesk(new Set(["api.example"]), exchanges, {});

  test("answers what was asked as it says, in its order", async () => {
    const property = fc.asyncProperty(
      fc.array(exchange, { minLength: 1, maxLength: 5 }),
      async (exchanges) => {
        const desk = deskOf(exchanges.map(scripted));
        for (const [id, one] of exchanges.entries()) {
          const { text, fatal } = await desk.answer(id, requestFor(one));
          expect(fatal).toBeUndefined();
          const reply = JSON.parse(text);
          expect(reply.status).toBe(one.status);
          const sent = typeof one.body === "string" ? one.body : JSON.stringify(one.body);
          expect(Buffer.from(reply.body, "base64")).toEqual(Buffer.from(sent));
        }
        expect(desk.unused()).toBe(0);
      },
    );
    await fc.assert(property, { seed, numRuns: 150 });
  });

  test("ends a run that asks for anything else, and says what was expected", async () => {
    const property = fc.asyncProperty(exchange, exchange, async (one, other) => {
      fc.pre(
        one.method !== other.method ||
          new URL(one.path, "https://a").pathname !== new URL(other.path, "https://a").pathname,
      );
      const desk = deskOf([scripted(one)]);
      const { fatal } = await desk.answer(1, requestFor(other));
      expect(fatal).toEqual({
        name: "HttpScriptError",
        message: expect.stringContaining("expected"),
      });
      expect(desk.unused()).toBe(1);
    });
    await fc.assert(property, { seed, numRuns: 150 });
  });

  test("may answer anything: the run ends well or with an error, never otherwise", async () => {
    const hostile = fc.record({
      status: fc.integer({ min: 100, max: 599 }),
      headers: fc.dictionary(
        fc.oneof(oddKey, oddText, headerName),
        fc.oneof(oddText, headerValue),
        { maxKeys: 4 },
      ),
      body: json.map((text): HttpExchange["reply"]["body"] => JSON.parse(text)),
    });
    const runs = fc.sample(hostile, { seed, numRuns: 25 }).map(
      (reply): Run => ({
        inputs: {},
        http: [{ expect: { method: "GET", path: "/" }, reply }],
      }),
    );
    const body =
      "const r = await ctx.fetch('https://api.example/'); return { status: r.status, headers: [...r.headers], text: await r.text() };";
    const replies = await runMany(body, runs, ["api.example"]);
    replies.forEach(({ status, output, error }, index) => {
      if (status === "success")
        expect(output).toMatchObject({ status: runs[index]?.http?.[0]?.reply.status });
      else expect(error?.name).toBe("TypeError");
    });
  });
});
