import { followAnswer } from "#shared/http/follow-answer.ts";
import { streamHandler } from "#shared/http/stream-handler.ts";
import { jobOfTicket } from "#shared/jobs/event-ticket.ts";
import { followJobEvents } from "#shared/jobs/follow-job-events.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { jobStore } from "../services/stores.ts";
import { elapsed, sleep, systemClock } from "../services/system.ts";

export const handler = streamHandler(
  "follow-job-events",
  (environment) => ({ jobs: jobStore(environment), clock: systemClock, elapsed, sleep }),
  async ({ params, query, headers, admit, ...request }, services) => {
    const job = await jobOfTicket({ id: params.id, ticket: query.ticket }, services);
    await admit(job.tenant);
    const after = headers["last-event-id"] ?? query.after;
    return followAnswer(await followJobEvents(job, after, services), request);
  },
  requestLimiter,
);
