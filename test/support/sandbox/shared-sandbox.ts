import { afterAll, beforeAll } from "vitest";
import type { RunReply, SandboxLimits, SandboxReply, SandboxRequest } from "#schemas/sandbox.ts";
import {
  createSandbox,
  type SandboxInstance,
  type SandboxOptions,
} from "../../../functions/sandbox/create-sandbox.ts";

type Run = SandboxRequest["runs"][number];

export interface RunOptions extends Omit<Partial<Run>, "inputs"> {
  readonly inputs?: Run["inputs"];
  readonly limits?: Partial<SandboxLimits>;
  readonly hosts?: string[];
}

const testLimits: SandboxLimits = {
  cpuMs: 300,
  wallMs: 5_000,
  memoryMb: 32,
  outputBytes: 1 << 20,
  totalMs: 30_000,
};

/** A request with the short limits of tests. */
export function sandboxRequest(code: string, options: RunOptions = {}): SandboxRequest {
  const { limits, hosts, inputs, ...run } = options;
  return {
    tenant: "tenant-a",
    code,
    runs: [{ inputs: inputs ?? {}, ...run }],
    limits: { ...testLimits, ...limits },
    hosts: hosts ?? [],
  };
}

/** A node with this body. */
export const node = (body: string) => `async function execute(inputs, ctx) {\n${body}\n}`;

/** One sandbox for a test file: starting one costs more than most tests. */
export function useSandbox(options: SandboxOptions = {}) {
  let sandbox: SandboxInstance;
  beforeAll(async () => {
    sandbox = createSandbox(options);
    await sandbox.warmUp();
  });
  afterAll(() => sandbox.close());

  const send = (request: SandboxRequest): Promise<SandboxReply> => sandbox.run(request);
  const runCode = async (code: string, more: RunOptions = {}): Promise<RunReply> => {
    const { replies } = await send(sandboxRequest(code, more));
    const [reply] = replies;
    if (reply === undefined) throw new Error("the sandbox gave no reply");
    return reply;
  };
  return { send, runCode, run: (body: string, more?: RunOptions) => runCode(node(body), more) };
}
