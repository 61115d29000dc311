import { TenantKey } from "#schemas/identifiers.ts";
import type { SandboxReply } from "#schemas/sandbox.ts";
import type { Clock } from "../clock.ts";
import { today } from "../day.ts";
import type { Sandbox } from "../proving/sandbox.ts";
import type { UsageStore } from "./usage-store.ts";

/**
 * A sandbox whose runs are counted for their tenant. A count that cannot be written is told to
 * `onFault` and lost: the caller's run is done and must not be asked for again.
 */
export function countedSandbox(
  sandbox: Sandbox,
  {
    usage,
    clock,
    onFault,
  }: {
    usage: Pick<UsageStore, "addRuns">;
    clock: Clock;
    onFault: (error: unknown) => void;
  },
): Sandbox {
  return {
    async run(request) {
      const reply = await sandbox.run(request);
      const tenant = TenantKey.parse(request.tenant);
      await usage.addRuns(tenant, today(clock), countOf(reply)).catch(onFault);
      return reply;
    },
  };
}

export const countOf = ({ replies }: SandboxReply): { count: number; cpuMs: number } => {
  const ran = replies.filter(({ status }) => status !== "not_run");
  const cpuMs = ran.reduce((sum, { stats }) => sum + stats.cpu_ms, 0);
  return { count: ran.length, cpuMs: Math.round(cpuMs) };
};
