import type { FollowedEvents } from "../jobs/follow-job-events.ts";
import { eventStream } from "./event-stream.ts";
import type { Log } from "./log.ts";

/** 200 with the events as they come; 204, on which browsers stop to ask, where none will. */
export const followAnswer = (
  events: FollowedEvents | undefined,
  { requestId, log }: { readonly requestId: string; readonly log: Log },
) =>
  events === undefined
    ? { status: 204 as const, body: undefined }
    : {
        status: 200 as const,
        body: eventStream(events, {
          requestId,
          onFault: (error) => log.error("events", { error }),
        }),
      };
