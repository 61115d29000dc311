import type { SandboxReply, SandboxTrace } from "#schemas/sandbox.ts";

/**
 * The one line of an invocation: whose it was and how its runs ended, in words of ours. Nothing of
 * the code, of what it was given or of what it gave. `reply` is undefined where there was none.
 */
export function runLine(
  { jobId, requestId }: SandboxTrace,
  reply: SandboxReply | undefined,
  durationMs: number,
): string {
  const statuses = Map.groupBy(reply?.replies ?? [], ({ status }) => status);
  const runs = Object.fromEntries([...statuses].map(([status, { length }]) => [status, length]));
  return JSON.stringify({
    timestamp: new Date().toISOString(),
    level: reply === undefined ? "error" : "info",
    message: "sandbox",
    jobId,
    requestId,
    outcome: reply === undefined ? "failed" : "ran",
    runs,
    durationMs,
  });
}
