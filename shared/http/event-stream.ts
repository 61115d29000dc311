import { JobEvent } from "#schemas/job-event.ts";
import type { FollowedEvents } from "../jobs/follow-job-events.ts";
import { problemOf } from "./problem-response.ts";

/** What a browser waits before it connects again. */
const retryMs = 2_000;

interface StreamOptions {
  readonly requestId: string;
  /** Told of a fault that came when the status had been sent. */
  readonly onFault: (error: unknown) => void;
}

/**
 * Events as `text/event-stream`, with their numbers as ids. A fault can be no answer of its own any
 * more: it is told as an event `error` that holds the problem, and ends the stream.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function* eventStream(
  events: FollowedEvents,
  { requestId, onFault }: StreamOptions,
): AsyncGenerator<string> {
  try {
    yield `retry: ${retryMs}\n\n`;
    for (;;) {
      const { done, value } = await events.next();
      if (done) return yield comment(endings[value]);
      yield value.length === 0 ? comment("still here") : value.map(frame).join("");
    }
  } catch (error) {
    onFault(error);
    yield `event: error\ndata: ${JSON.stringify(problemOf(error, requestId))}\n\n`;
  } finally {
    // Where nobody reads any more, this is what ends the reading of the store.
    await events.return("time");
  }
}

const endings = {
  ended: "that was the last event",
  time: "connect again with Last-Event-ID",
} as const;

const comment = (text: string): string => `: ${text}\n\n`;

/** JSON has no line ends of its own, so it is one line of data. */
function frame(event: JobEvent): string {
  const data = JSON.stringify(JobEvent.parse(event));
  return `id: ${event.seq}\nevent: ${event.name}\ndata: ${data}\n\n`;
}
