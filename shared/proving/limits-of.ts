import type { Capabilities } from "#schemas/node.ts";
import { SandboxLimits } from "#schemas/sandbox.ts";

/** The operator's bound on the CPU time of one run; nodes choose only wall time and memory. */
const cpuMs = 2_000;

/** The limits of one run of a node; `totalMs` bounds all runs of one call. */
export const limitsOf = ({ timeout_ms, memory_mb }: Capabilities): SandboxLimits =>
  SandboxLimits.parse({ cpuMs, wallMs: timeout_ms, memoryMb: memory_mb });
