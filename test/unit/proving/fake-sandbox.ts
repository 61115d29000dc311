import type { JsonValue } from "#schemas/json.ts";
import { type RunReply, type SandboxReply, SandboxRequest } from "#schemas/sandbox.ts";
import type { Sandbox } from "#shared/proving/sandbox.ts";

/** A reply of a run that went well or in the way given. */
export const replyOf = (output: JsonValue | undefined, more: Partial<RunReply> = {}): RunReply => ({
  status: "success",
  ...(output === undefined ? {} : { output }),
  logs: [],
  stats: { cpu_ms: 1, wall_ms: 2, memory_bytes: 1_000, fetches: [], logs_dropped: 0 },
  ...more,
});

export const threw = (message: string, more: Partial<RunReply> = {}): RunReply =>
  replyOf(undefined, {
    status: "error",
    error: { name: "Error", message, line: 3, column: 7 },
    ...more,
  });

/** Answers from a list or a function, and remembers what it was asked. */
export class FakeSandbox implements Sandbox {
  readonly requests: SandboxRequest[] = [];
  private readonly answer: (request: SandboxRequest) => RunReply[];

  constructor(answer: RunReply[] | ((request: SandboxRequest) => RunReply[])) {
    this.answer = typeof answer === "function" ? answer : () => answer;
  }

  async run(request: SandboxRequest): Promise<SandboxReply> {
    this.requests.push(SandboxRequest.parse(request));
    return { replies: this.answer(request) };
  }
}
