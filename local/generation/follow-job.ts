import { setTimeout as delay } from "node:timers/promises";
import { JobEvent, type JobEventName } from "#schemas/job-event.ts";
import { readEventStream } from "./read-event-stream.ts";

export interface FollowOptions {
  /** Opens the job's events behind one that was read, -1 for all. */
  readonly open: (after: number) => Promise<Response>;
  /** Told of each thing that happens in the job, once and in order. */
  readonly onEvent: (event: JobEvent) => void;
  readonly retryMs?: number;
}

const ends: ReadonlySet<JobEventName> = new Set(["succeeded", "failed", "cancelled"]);

/** So often in a row a stream may break off before it is no accident any more. */
const mostBreaks = 5;

/** Until the job's last event. A stream that ends or breaks before is taken up where it was left. */
export async function followJob({ open, onEvent, retryMs = 1_000 }: FollowOptions): Promise<void> {
  let last = -1;
  for (let breaks = 0; ; ) {
    const response = await open(last);
    // Nothing more comes.
    if (response.status === 204 || response.body === null) return;
    try {
      for await (const event of jobEvents(response.body)) {
        last = event.seq;
        breaks = 0;
        onEvent(event);
        if (ends.has(event.name)) return;
      }
    } catch (error) {
      breaks += 1;
      if (breaks > mostBreaks) throw new Error("the job's events cannot be read", { cause: error });
      await delay(retryMs);
    }
  }
}

async function* jobEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<JobEvent> {
  for await (const { name, data } of readEventStream(body)) {
    if (name === "error") throw new Error(data);
    yield JobEvent.parse(JSON.parse(data));
  }
}
