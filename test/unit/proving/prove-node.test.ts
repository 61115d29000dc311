import { describe, expect, test } from "vitest";
import type { NodeTest } from "#schemas/node.ts";
import type { RunReply, SandboxRequest } from "#schemas/sandbox.ts";
import { AppError } from "#shared/app-error.ts";
import { measureStrength } from "#shared/proving/measure-strength.ts";
import { proveNode } from "#shared/proving/prove-node.ts";
import { contentOf, doubles, refuses } from "./content-of.ts";
import { FakeSandbox, replyOf } from "./fake-sandbox.ts";

const code = "async function execute(inputs) {\n  return { twice: inputs.n * 2 };\n}";
const other: NodeTest = { ...doubles, name: "other", inputs: { n: 3 }, expected: { twice: 6 } };
const content = contentOf([doubles, other], { execution_code: code });
const now = new Date(0);

type Run = SandboxRequest["runs"][number];

const rightReply = ({ inputs }: Run) => replyOf({ twice: 2 * Number((inputs as { n: number }).n) });
const notRun = replyOf(undefined, { status: "not_run" });
const wrongReply = () => replyOf({ twice: -1 });

/** Answers the node's own code rightly, and its variants as told. */
const sandboxWhere = (ofVariant: (variant: number, run: Run) => RunReply) =>
  new FakeSandbox(({ runs }) =>
    runs.map((run) => (run.variant === undefined ? rightReply(run) : ofVariant(run.variant, run))),
  );

const prove = async (sandbox: FakeSandbox, more: { totalMs?: number } = {}) => {
  const faults: unknown[] = [];
  const onFault = (error: unknown) => faults.push(error);
  const proof = await proveNode({ tenant: "t", content, now, ...more }, { sandbox, onFault });
  return { ...proof, faults, sandbox };
};

describe("proveNode", () => {
  test("a node whose tests find every mutant is passed and strong", async () => {
    const { verification, warnings, sandbox } = await prove(sandboxWhere(wrongReply));
    const { mutants, killed } = verification.strength ?? { mutants: 0, killed: -1 };
    expect(verification.status).toBe("passed");
    expect(mutants).toBeGreaterThan(2);
    expect(killed).toBe(mutants);
    expect(warnings).toEqual([]);
    expect(sandbox.requests).toHaveLength(2);
  });

  test("tests that let most mutants pass are weak, and the warning names some", async () => {
    const { verification, warnings } = await prove(sandboxWhere((_, run) => rightReply(run)));
    expect(verification.strength?.killed).toBe(0);
    expect(warnings).toEqual([
      { code: "weak-tests", message: expect.stringMatching(/find 0 of \d+ .*line 2: /) },
    ]);
  });

  test("a mutant that was not wholly run is not counted, unless a test failed", async () => {
    const { verification } = await prove(
      sandboxWhere((variant, run) => {
        if (run.inputs !== doubles.inputs) return notRun;
        return variant === 0 ? wrongReply() : rightReply(run);
      }),
    );
    expect(verification.strength).toEqual({ mutants: 1, killed: 1 });
  });

  test("a mutant that runs out of its time is found", async () => {
    const timeout = replyOf({}, { status: "timeout" });
    const { verification } = await prove(sandboxWhere(() => timeout));
    expect(verification.strength?.killed).toBe(verification.strength?.mutants);
  });

  test("a failed proof is not measured", async () => {
    const { verification, sandbox } = await prove(
      new FakeSandbox(({ runs }) => runs.map(wrongReply)),
    );
    expect(verification).toMatchObject({ status: "failed" });
    expect(verification.strength).toBeUndefined();
    expect(sandbox.requests).toHaveLength(1);
  });

  test("a passed proof stands where the mutants cannot be run, and the fault is told", async () => {
    const unavailable = new AppError("unavailable", "full");
    const { verification, warnings, faults } = await prove(
      sandboxWhere(() => {
        throw unavailable;
      }),
    );
    expect(verification.status).toBe("passed");
    expect(warnings).toEqual([]);
    expect(faults).toEqual([unavailable]);
  });

  test("the time given is shared by tests and mutants", async () => {
    const { sandbox } = await prove(sandboxWhere(wrongReply), { totalMs: 20_000 });
    expect(sandbox.requests.map(({ limits }) => limits.totalMs)).toEqual([16_000, 1_000]);
  });
});

test("assertions that are run against constants share the time of the mutants", async () => {
  const holds = { name: "holds", inputs: { n: 2 }, assertions: ["out.twice === 4"] };
  const sandbox = new FakeSandbox(({ runs }) =>
    runs.map((run) => ({
      ...rightReply(run),
      assertions: [{ held: sandbox.requests.length === 1 }],
    })),
  );
  const asserted = contentOf([holds], { execution_code: code });
  const onFault = () => {};
  const input = { tenant: "t", content: asserted, now, totalMs: 20_000 };
  await proveNode(input, { sandbox, onFault });
  const times = sandbox.requests.map(({ limits }) => limits.totalMs);
  expect(times).toHaveLength(3);
  expect(times.reduce((sum, ms) => sum + ms)).toBeLessThanOrEqual(20_000);
});

describe("measureStrength", () => {
  test("a mutant that a first test finds is not run against the others", async () => {
    const found = sandboxWhere(wrongReply);
    await measureStrength({ tenant: "t", content, slowestMs: 1 }, { sandbox: found });
    expect(found.requests).toHaveLength(1);
    expect(found.requests[0]?.runs.every(({ inputs }) => inputs === doubles.inputs)).toBe(true);
    const missed = sandboxWhere((_, run) => rightReply(run));
    const report = await measureStrength(
      { tenant: "t", content, slowestMs: 1 },
      { sandbox: missed },
    );
    expect(missed.requests.map(({ runs }) => runs.length)).toEqual([
      report?.strength.mutants,
      report?.strength.mutants,
    ]);
  });

  test("many tests leave room for fewer mutants", async () => {
    const tests = Array.from({ length: 50 }, (_, at) => ({ ...doubles, name: `test ${at}` }));
    const sandbox = sandboxWhere((_, run) => rightReply(run));
    const longer = code.replace("* 2", "* 2 + 0 * 1 - 0 * 3");
    const many = contentOf(tests, { execution_code: longer });
    await measureStrength({ tenant: "t", content: many, slowestMs: 1 }, { sandbox });
    expect(sandbox.requests.map(({ runs }) => runs.length)).toEqual([4, 196]);
    expect(sandbox.requests.map(({ variants }) => variants?.length)).toEqual([4, 4]);
  });

  test("large inputs are not sent a hundred times", async () => {
    const large = { ...doubles, inputs: { n: 2, text: "x".repeat(200_000) } };
    const sandbox = sandboxWhere(wrongReply);
    const heavy = contentOf([large, refuses], { execution_code: code });
    await measureStrength({ tenant: "t", content: heavy, slowestMs: 1 }, { sandbox });
    const request = sandbox.requests[0];
    expect(JSON.stringify(request).length).toBeLessThan(6 << 20);
  });

  test("what cannot be mutated is not measured", async () => {
    const sandbox = sandboxWhere(wrongReply);
    const bare = contentOf([doubles], { execution_code: "async function execute() {}" });
    const input = { tenant: "t", content: bare, slowestMs: 1 };
    expect(await measureStrength(input, { sandbox })).toBeUndefined();
    const untested = contentOf([], { execution_code: code });
    expect(await measureStrength({ ...input, content: untested }, { sandbox })).toBeUndefined();
    expect(sandbox.requests).toEqual([]);
  });
});
