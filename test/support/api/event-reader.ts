import { JobEvent } from "#schemas/job-event.ts";
import { readEventStream } from "../../../local/generation/read-event-stream.ts";

export interface EventReader {
  readonly status: number;
  readonly headers: Headers;
  /** The next event; undefined where the stream has ended. */
  next(): Promise<JobEvent | undefined>;
  /** All events up to one of this name, or to the end. */
  until(name?: JobEvent["name"]): Promise<JobEvent[]>;
  /** Leaves, in the middle of the stream. */
  leave(): void;
  /** Where there is no stream. */
  text(): Promise<string>;
}

/** Opens a stream of events as a browser or curl does, and reads it event by event. */
export async function openEvents(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventReader> {
  const caller = new AbortController();
  const response = await fetch(url, { headers, signal: caller.signal });
  let events: AsyncGenerator<{ data: string }> | undefined;
  const next = async () => {
    if (response.body === null) return undefined;
    events ??= readEventStream(response.body);
    const { done, value } = await events.next();
    return done ? undefined : JobEvent.parse(JSON.parse(value.data));
  };
  return {
    status: response.status,
    headers: response.headers,
    next,
    async until(name) {
      const read: JobEvent[] = [];
      for (;;) {
        const event = await next();
        if (event === undefined) return read;
        read.push(event);
        if (event.name === name) return read;
      }
    },
    leave: () => caller.abort(),
    text: () => response.text(),
  };
}
