import type { RunReply, SandboxRequest } from "#schemas/sandbox.ts";
import type { Sandbox } from "#shared/proving/sandbox.ts";

type Run = SandboxRequest["runs"][number];

const stats = { cpu_ms: 0, wall_ms: 0, memory_bytes: 0, fetches: [], logs_dropped: 0 };
const base = { logs: [], stats };

/**
 * Runs nodes of the tests themselves in this process, without an engine to start: for what happens
 * around a run. Nothing holds the code, so it may only be ours. Other forms of the code are not run.
 */
export const plainSandbox: Sandbox = {
  async run({ code, runs }) {
    const execute = new Function(`${code}\nreturn execute;`)();
    return { replies: await Promise.all(runs.map((run) => replyTo(execute, run))) };
  },
};

async function replyTo(execute: (inputs: Run["inputs"]) => unknown, run: Run): Promise<RunReply> {
  if (run.variant !== undefined) return { ...base, status: "not_run" };
  try {
    const output = JSON.parse(JSON.stringify(await execute(run.inputs)));
    const assertions = (run.assertions ?? []).map((assertion) => ({
      held: new Function("out", "inputs", `return (${assertion});`)(output, run.inputs) === true,
    }));
    return { ...base, status: "success", output, assertions };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { ...base, status: "error", error: { name, message } };
  }
}
