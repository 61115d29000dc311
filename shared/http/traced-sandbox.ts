import type { SandboxReply, SandboxTrace } from "#schemas/sandbox.ts";
import { AppError } from "../app-error.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { Sandbox } from "../proving/sandbox.ts";
import type { Log } from "./log.ts";
import { tellSecurity } from "./security-event.ts";

interface TracedSandboxServices {
  readonly trace: SandboxTrace;
  readonly log: Pick<Log, "warn">;
  readonly metrics: Metrics;
}

/** A sandbox whose own log names the request or the job, and whose runs are counted. */
export const tracedSandbox = (
  sandbox: Sandbox,
  { trace, log, metrics }: TracedSandboxServices,
): Sandbox => ({
  async run(request) {
    try {
      const reply = await sandbox.run({ ...request, trace });
      countRuns(reply, metrics);
      const refused = reply.replies.filter(({ status }) => status === "refused").length;
      if (refused > 0) tellSecurity("blocked_host", { count: refused }, { log, metrics });
      return reply;
    } catch (error) {
      const isCallers = error instanceof AppError && error.code !== "unavailable";
      if (!isCallers) metrics.count("sandbox_faults_total");
      throw error;
    }
  },
});

function countRuns({ replies }: SandboxReply, metrics: Metrics): void {
  for (const { status } of replies) {
    metrics.count("sandbox_runs_total", { status });
    if (status === "timeout" || status === "memory") metrics.count("sandbox_kills_total");
  }
}
