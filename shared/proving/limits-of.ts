import type { JsonObject } from "#schemas/json.ts";
import type { Capabilities } from "#schemas/node.ts";
import { SandboxLimits } from "#schemas/sandbox.ts";

/** The operator's bound on the CPU time of one run; nodes choose only wall time and memory. */
const cpuMs = 2_000;

/** All runs that one request to the API may wait for, in milliseconds. */
export const mostProofMs = 20_000;

/** The limits of one run of a node; `totalMs` bounds all runs of one call. */
export const limitsOf = ({ timeout_ms, memory_mb }: Capabilities): SandboxLimits =>
  SandboxLimits.parse({ cpuMs, wallMs: timeout_ms, memoryMb: memory_mb });

/** The most the inputs of one run may take, as JSON in UTF-8. */
export const mostInputBytes = 256 << 10;

/** What is wrong with inputs that are too large for a run. */
export const inputSizeFault = (inputs: JsonObject): string | undefined => {
  const bytes = Buffer.byteLength(JSON.stringify(inputs));
  if (bytes <= mostInputBytes) return undefined;
  return `The inputs take ${bytes} bytes; ${mostInputBytes} is the most.`;
};
