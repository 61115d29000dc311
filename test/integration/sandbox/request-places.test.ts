import { describe, expect, test } from "vitest";
import { useSandbox } from "../../support/sandbox/shared-sandbox.ts";

const { run, runCode } = useSandbox();

const caught = (call: string) =>
  `try { ${call} } catch (error) { return { stack: error.stack }; } return {};`;

describe("an error of a request is told with the line that made it", () => {
  test("where it is refused", async () => {
    const body = 'await ctx.fetch("https://a.example/");';
    const column = body.indexOf("fetch") + 1;
    expect(await run(body)).toMatchObject({
      status: "refused",
      error: {
        line: 2,
        column,
        stack: `at execute (node.js:2:${column})`,
      },
    });
  });

  test("with the functions of the node that led to it, also after a wait", async () => {
    const code = `async function ask(ctx) {
  await new Promise((done) => setTimeout(done, 1));
  return ctx.fetch("https://a.example/");
}
async function execute(inputs, ctx) {
  return ask(ctx);
}`;
    const { error } = await runCode(code);
    expect(error).toMatchObject({
      line: 3,
      stack: expect.stringMatching(/^at ask \(node\.js:3:\d+\)/),
    });
  });

  test("where several are asked at once", async () => {
    const { output } = await run(
      `const ended = await Promise.allSettled([
  ctx.fetch("https://a.example/"),
  ctx.fetch("https://b.example/"),
]);
return { stacks: ended.map(({ reason }) => reason.stack) };`,
    );
    expect(output).toEqual({
      stacks: [expect.stringContaining("node.js:3:"), expect.stringContaining("node.js:4:")],
    });
  });

  test.each([
    [
      "a body that cannot be sent",
      'await ctx.fetch("https://a.example/", { method: "PUT", body: 5 });',
    ],
    ["a time limit", 'await ctx.fetch("https://a.example/", { signal: AbortSignal.timeout(0) });'],
    [
      "an aborted signal",
      'await ctx.fetch("https://a.example/", { signal: AbortSignal.abort() });',
    ],
  ])("for %s", async (_what, call) => {
    const { error } = await run(call, { hosts: ["a.example"] });
    expect(error).toMatchObject({ line: 2, stack: expect.stringContaining("node.js:2:") });
  });

  test("but with none where no line of the node made it", async () => {
    const body = 'await Promise.resolve("https://a.example/").then(ctx.fetch);';
    const { status, error } = await run(body);
    expect(status).toBe("refused");
    expect(error).not.toHaveProperty("line");
  });
});

describe("inside the node the stack holds", () => {
  test.each([
    ["a refusal", 'await ctx.fetch("https://a.example/");'],
    ["a body", 'await ctx.fetch("https://a.example/", { method: "PUT", body: 5 });'],
    ["an abort", "AbortSignal.abort().throwIfAborted();"],
  ])("only lines of the node: %s", async (_what, call) => {
    const { output } = await run(caught(call));
    expect(output).toEqual({
      stack: expect.stringMatching(/^( {4}at execute \(node\.js:2:\d+\)\n)+$/),
    });
  });
});
