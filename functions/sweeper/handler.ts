import { functionLog } from "#shared/http/function-log.ts";
import { sweepJobs } from "#shared/jobs/sweep-jobs.ts";
import { lazy } from "#shared/lazy.ts";
import { generationQueue } from "../services/queue.ts";
import { jobStore } from "../services/stores.ts";
import { systemClock } from "../services/system.ts";

const services = lazy(() => ({
  jobs: jobStore(process.env),
  queue: generationQueue(process.env),
  clock: systemClock,
}));

export const handler = async (): Promise<{ sent: number }> => {
  const log = functionLog(process.env);
  const { sent, ended } = await sweepJobs({
    ...(await services()),
    onFault: (error, { tenant, id }) =>
      log.error("job could not be swept", { tenant, jobId: id, error }),
  });
  if (sent > 0) log.warn("jobs sent again", { count: sent });
  if (ended > 0) log.error("jobs ended that no worker brought to an end", { count: ended });
  return { sent };
};
