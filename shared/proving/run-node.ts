import type { JsonObject } from "#schemas/json.ts";
import type { NodeContent, Violation } from "#schemas/node.ts";
import type { RunReply, SandboxLimits } from "#schemas/sandbox.ts";
import { AppError } from "../app-error.ts";
import { checkOutput } from "./check-output.ts";
import { inputSizeFault, limitsOf } from "./limits-of.ts";
import type { Sandbox } from "./sandbox.ts";

/** What stands between two runs, as callers are told. */
export const isolation = "fresh quickjs-wasm instance per run; one tenant per environment";

export interface NodeRun {
  readonly reply: RunReply;
  /** Where the output of a successful run does not fit `output_schema`. */
  readonly violations: Violation[];
  readonly limits: SandboxLimits;
}

/**
 * Runs a node once, with the network its capabilities allow. What the code does is data in the
 * reply.
 * @throws AppError `payload_too_large` for larger inputs than a run takes, `unavailable` when the
 * sandbox cannot be had
 */
export async function runNode(
  { tenant, content, inputs }: { tenant: string; content: NodeContent; inputs: JsonObject },
  { sandbox }: { sandbox: Sandbox },
): Promise<NodeRun> {
  const tooLarge = inputSizeFault(inputs);
  if (tooLarge !== undefined) throw new AppError("payload_too_large", tooLarge);
  const limits = limitsOf(content.capabilities);
  const { replies } = await sandbox.run({
    tenant,
    code: content.execution_code,
    runs: [{ inputs }],
    limits,
    hosts: content.capabilities.hosts,
  });
  const [reply] = replies;
  if (reply === undefined) throw new Error("the sandbox gave no reply for its run");
  const isOutput = reply.status === "success" && reply.output !== undefined;
  const violations = isOutput ? checkOutput(content, reply.output ?? null) : [];
  return { reply, violations, limits };
}
