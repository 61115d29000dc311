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
  const swept = await sweepJobs(await services());
  if (swept.sent > 0) functionLog(process.env).warn("jobs sent again", { count: swept.sent });
  return swept;
};
