import { isDeepStrictEqual } from "node:util";
import type { NodeTest } from "#schemas/node.ts";
import { type RunReply, SandboxLimits } from "#schemas/sandbox.ts";
import type { Pattern } from "#shared/patterns/prompt-library.ts";
import type { Sandbox } from "#shared/proving/sandbox.ts";

/** Runs a pattern's own tests, each as one run of one call. Returns what failed, in words. */
export const runPatternTests = async (
  { id, node, code }: Pick<Pattern, "id" | "node" | "code">,
  sandbox: Sandbox,
): Promise<string[]> => {
  const { timeout_ms, memory_mb, hosts } = node.capabilities;
  const { replies } = await sandbox.run({
    tenant: "patterns",
    code,
    runs: node.tests.map(({ inputs, http, now, seed, assertions }) => ({
      inputs,
      ...(http === undefined ? {} : { http }),
      ...(now === undefined ? {} : { now }),
      ...(seed === undefined ? {} : { seed }),
      ...(assertions === undefined ? {} : { assertions }),
    })),
    limits: SandboxLimits.parse({ wallMs: timeout_ms, memoryMb: memory_mb }),
    hosts,
  });
  return node.tests.flatMap((test, index) => {
    const reply = replies[index];
    return reply !== undefined && holds(test, reply)
      ? []
      : [`${id} / ${test.name}: ${JSON.stringify(reply)}`];
  });
};

const holds = (test: NodeTest, reply: RunReply): boolean => {
  if ((reply.unused_http ?? 0) > 0) return false;
  if (test.error !== undefined) {
    return reply.status === "error" && (reply.error?.message.includes(test.error.matches) ?? false);
  }
  if (reply.status !== "success") return false;
  if (test.assertions === undefined) return isDeepStrictEqual(reply.output, test.expected);
  return reply.assertions?.every((assertion) => assertion.held) ?? false;
};
