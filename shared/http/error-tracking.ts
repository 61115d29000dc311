import { randomUUID } from "node:crypto";
import { describeFault } from "../generation/describe-fault.ts";
import { stackFrames } from "./stack-frames.ts";

/** What names an error's place: ids and words of ours, never anything of a request's content. */
export interface TrackedFault {
  readonly error: unknown;
  /** The operation, or the function where none is under way. */
  readonly where: string;
  readonly ids: {
    readonly requestId?: string | undefined;
    readonly jobId?: string | undefined;
    readonly tenant?: string | undefined;
  };
}

interface TrackingServices {
  readonly fetch?: typeof fetch;
  readonly now?: () => Date;
  readonly mostMs?: number;
}

type Source = Readonly<Record<string, string | undefined>>;

/** The answer of a function waits for it. */
const mostTrackingMs = 1_000;
const mostMessage = 500;

/**
 * Tells a fault of ours to the error tracker that `ERROR_TRACKING_DSN` names, if it names one.
 * Never rejects, and takes at most one second.
 * The protocol: https://develop.sentry.dev/sdk/data-model/envelopes/
 */
export async function trackError(
  fault: TrackedFault,
  source: Source,
  { fetch: send = fetch, now = () => new Date(), mostMs = mostTrackingMs }: TrackingServices = {},
): Promise<void> {
  const tracker = trackerOf(source.ERROR_TRACKING_DSN);
  if (tracker === undefined) return;
  const timeout = AbortSignal.timeout(mostMs);
  try {
    const response = await send(tracker.url, {
      method: "POST",
      headers: { "content-type": "application/x-sentry-envelope" },
      body: envelopeOf(fault, now()),
      redirect: "error",
      signal: timeout,
    });
    await response.body?.cancel();
  } catch {
    // The fault is in the log already, and what cannot be tracked must not fail the answer.
  }
}

/** `https://<key>@<host>/<path?>/<project>` as the place events are posted to. */
function trackerOf(dsn: string | undefined): { url: string } | undefined {
  const parsed = URL.parse(dsn ?? "");
  const path = parsed?.pathname.match(/^(.*)\/(\d+)$/);
  if (!parsed?.username || !path) return undefined;
  const [, prefix, project] = path;
  const query = new URLSearchParams({ sentry_version: "7", sentry_key: parsed.username });
  return { url: `${parsed.origin}${prefix}/api/${project}/envelope/?${query}` };
}

function envelopeOf(fault: TrackedFault, now: Date): string {
  const id = randomUUID().replaceAll("-", "");
  const event = JSON.stringify(eventOf(fault, id, now));
  const header = { event_id: id, sent_at: now.toISOString() };
  const item = { type: "event", length: Buffer.byteLength(event) };
  return `${JSON.stringify(header)}\n${JSON.stringify(item)}\n${event}\n`;
}

function eventOf({ error, where, ids }: TrackedFault, id: string, now: Date) {
  const shown = describeFault(error).error;
  const stack = error instanceof Error ? error.stack : undefined;
  return {
    event_id: id,
    timestamp: now.toISOString(),
    platform: "node",
    level: "error",
    transaction: where,
    tags: { request_id: ids.requestId, job_id: ids.jobId, tenant: ids.tenant },
    exception: {
      values: [
        {
          type: shown.name,
          value: withoutQuotes(shown.message).slice(0, mostMessage),
          stacktrace: { frames: stackFrames(stack ?? "") },
        },
      ],
    },
  };
}

/** What an error quotes may be of a body or a reply: a parser's message shows where it stopped. */
const withoutQuotes = (text: string): string =>
  text.replace(/"[^"]*"?|'[^']*'?|`[^`]*`?/g, "[quoted]");
