import type { SandboxReply, SandboxRequest } from "#schemas/sandbox.ts";

/**
 * Runs code nobody trusts. A reply for every run, whatever the code did; a rejection means that
 * the sandbox itself could not be had (`AppError` with `unavailable`).
 */
export interface Sandbox {
  run(request: SandboxRequest): Promise<SandboxReply>;
}
