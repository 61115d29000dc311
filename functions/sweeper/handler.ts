import { functionLog } from "#shared/http/function-log.ts";
import { functionMetrics as metrics } from "#shared/http/function-metrics.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import { watchedFunction } from "#shared/http/watched-function.ts";
import { sweepJobs } from "#shared/jobs/sweep-jobs.ts";
import { lazy } from "#shared/lazy.ts";
import { generationQueue } from "../services/queue.ts";
import { jobStore } from "../services/stores.ts";
import { systemClock } from "../services/system.ts";

const services = lazy(() => ({
  jobs: jobStore(process.env, {
    accountTable: readEnvironment(process.env, "ACCOUNT_TABLE").ACCOUNT_TABLE,
  }),
  queue: generationQueue(process.env),
  clock: systemClock,
}));

export const handler = watchedFunction({ kind: "sweeper" }, async (): Promise<{ sent: number }> => {
  const log = functionLog(process.env);
  const { sent, ended } = await sweepJobs({
    ...(await services()),
    onFault: (error, { tenant, id }) => {
      log.error("job could not be swept", { tenant, jobId: id, error });
      metrics.count("service_errors_total", { function_kind: "sweeper" });
    },
  });
  metrics.count("jobs_resent_total", {}, sent);
  metrics.count("jobs_abandoned_total", {}, ended);
  if (sent > 0) log.warn("jobs sent again", { count: sent });
  if (ended > 0) log.error("jobs ended that no worker brought to an end", { count: ended });
  return { sent };
});
