import { followAnswer } from "#shared/http/follow-answer.ts";
import { streamHandler } from "#shared/http/stream-handler.ts";
import { wantsJson } from "#shared/http/wants-json.ts";
import { followJobEvents } from "#shared/jobs/follow-job-events.ts";
import { getJob } from "#shared/jobs/get-job.ts";
import { listJobEvents } from "#shared/jobs/list-job-events.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { jobStore } from "../services/stores.ts";
import { elapsed, sleep } from "../services/system.ts";

export const handler = streamHandler(
  "get-job-events",
  (environment) => ({ jobs: jobStore(environment), elapsed, sleep }),
  async ({ caller, params, query, headers, ...request }, services) => {
    const job = { tenant: caller.tenant, id: params.id };
    if (wantsJson(headers.accept)) {
      return { status: 200, body: await listJobEvents({ ...job, ...query }, services) };
    }
    const after = headers["last-event-id"] ?? query.after;
    return followAnswer(
      await followJobEvents(await getJob(job, services), after, services),
      request,
    );
  },
  requestLimiter,
);
