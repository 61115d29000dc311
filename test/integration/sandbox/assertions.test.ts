import { expect, test } from "vitest";
import { useSandbox } from "../../support/sandbox/shared-sandbox.ts";

const { run, runCode } = useSandbox();

test("hold only if they are exactly true", async () => {
  const reply = await run("return { total: inputs.a + 1, rows: [1, 2] };", {
    inputs: { a: 1 },
    assertions: [
      "out.total === inputs.a + 1",
      "out.rows.every((row) => row > 0)",
      "out.total",
      "out.total === 5",
      "out.rows.missing.x",
      "1 +",
      "'yes'",
    ],
  });
  expect(reply.assertions).toEqual([
    { held: true },
    { held: true },
    { held: false, message: "gave 2, not true" },
    { held: false, message: "gave false, not true" },
    { held: false, message: "TypeError: cannot read property 'x' of undefined" },
    { held: false, message: expect.stringContaining("not an expression") },
    { held: false, message: 'gave "yes", not true' },
  ]);
});

test("cannot change the output, nor what the next one sees", async () => {
  const reply = await run("return { a: 1 };", {
    assertions: ["(out.a = 2) === 2", "out.a === 1", "(Object.prototype.b = 1) === 1"],
  });
  expect(reply.output).toEqual({ a: 1 });
  expect(reply.assertions?.map(({ held }) => held)).toEqual([true, true, true]);
});

test("are not the node's to bend", async () => {
  const reply = await runCode(
    `Array.prototype.every = () => true; JSON.parse = () => ({ ok: true }); Object.prototype.good = true;
     function execute() { return { rows: [0] }; }`,
    { assertions: ["out.rows.every((row) => row > 0)", "out.good === true"] },
  );
  expect(reply.assertions?.map(({ held }) => held)).toEqual([false, false]);
});

test.each([
  ["a loop", "(() => { while (true) {} })()"],
  ["native code", "(() => { const a = new Uint8Array(1e7); while (true) a.reverse(); })()"],
])("that never end do not hold, and the output stands: %s", async (_what, expression) => {
  const reply = await run("return { a: 1 };", {
    assertions: ["true", expression],
    limits: { cpuMs: 60 },
  });
  expect(reply).toMatchObject({ status: "success", output: { a: 1 } });
  expect(reply.assertions).toHaveLength(2);
  expect(reply.assertions?.[1]).toMatchObject({ held: false });
});

test("are not evaluated for a run that failed", async () => {
  expect(await run("throw 1", { assertions: ["true"] })).not.toHaveProperty("assertions");
});

test("know the clock of the run", async () => {
  const reply = await run("return { at: Date.now() };", {
    now: "2026-01-01T00:00:00Z",
    assertions: ["out.at === Date.now()", "(5).toLocaleString('de') === '5'"],
  });
  expect(reply.assertions).toEqual([{ held: true }, { held: true }]);
});
