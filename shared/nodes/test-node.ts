import type { NodeId, VersionNumber } from "#schemas/identifiers.ts";
import type { JsonObject } from "#schemas/json.ts";
import type { NodeContent } from "#schemas/node.ts";
import type { TestRunAnswer } from "#schemas/test-run.ts";
import { AppError } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import { validateValue } from "../json-schema/validate-value.ts";
import { isolation, runNode } from "../proving/run-node.ts";
import type { Sandbox } from "../proving/sandbox.ts";
import { codeHash } from "./content-hash.ts";
import { activeVersion } from "./get-version.ts";
import type { NodeStore } from "./node-store.ts";
import { detailsOf } from "./violation-details.ts";

/**
 * Runs a node once with the caller's inputs. What the node does wrong is data in the result.
 * @throws AppError `not_found`, `node_deleted`, `invalid_inputs`, `unavailable`
 */
export async function testNode(
  input: { caller: Caller; id: NodeId; inputs: JsonObject; version?: VersionNumber | undefined },
  { nodes, sandbox }: { nodes: NodeStore; sandbox: Sandbox },
): Promise<TestRunAnswer> {
  const { caller, id, inputs } = input;
  const { tenant } = caller;
  const { n, content } = await activeVersion({ tenant, id, version: input.version }, { nodes });
  requireValidInputs(content, inputs);
  const { reply, violations, limits } = await runNode({ tenant, content, inputs }, { sandbox });
  return {
    message: "Node test completed",
    result: {
      status: violations.length > 0 ? "invalid_output" : reply.status,
      ...(reply.output === undefined ? {} : { output: reply.output }),
      ...(reply.error === undefined ? {} : { error: reply.error }),
      logs: reply.logs,
      violations,
    },
    executionTime: `${Math.round(reply.stats.wall_ms)}ms`,
    run: {
      version: n,
      codeHash: codeHash(content.execution_code),
      isolation,
      limits: { timeout_ms: limits.wallMs, memory_mb: limits.memoryMb, cpu_ms: limits.cpuMs },
      stats: reply.stats,
    },
  };
}

function requireValidInputs(content: NodeContent, inputs: JsonObject): void {
  const faults = validateValue(content.input_schema, inputs, "inputs");
  if (faults.length === 0) return;
  throw new AppError("invalid_inputs", "The inputs do not fit the node's input schema.", {
    errors: detailsOf(faults),
  });
}
