import type { GenerationQueue } from "../jobs/generation-queue.ts";
import type { Log } from "./log.ts";

/**
 * A queue whose messages name the request that made them, and whose jobs are told with it: the line
 * that joins what the log has of a request with what it has of its job.
 */
export const tracedQueue = (
  queue: GenerationQueue,
  { requestId, log }: { readonly requestId: string; readonly log: Pick<Log, "info"> },
): GenerationQueue => ({
  async send(message) {
    log.info("job accepted", { jobId: message.jobId });
    await queue.send({ ...message, requestId });
  },
});
