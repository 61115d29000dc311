import { requestLimits } from "#schemas/sandbox-bounds.ts";
import type { LocaleBridge } from "./locale-bridge.ts";
import type { LogBook } from "./log-book.ts";
import type { Timeline } from "./timeline.ts";

/** What a guest may ask of its host. Whatever it sends is a stranger's. */
export interface GuestHostParts {
  readonly logs: LogBook;
  readonly locale: LocaleBridge;
  readonly timeline: Timeline;
  /** A timer of the guest has come due. */
  readonly fire: (timer: number) => void;
  readonly request: (id: number, text: string) => void;
  readonly abort: (id: number) => void;
  /** Each wait of the guest that ended by itself, in milliseconds. */
  readonly waited: (milliseconds: number) => void;
}

const mostTimers = 100;
const longestRequest = 2 << 20;

/** Beyond it a timer of a browser fires at once; here it just waits no longer. */
const longestDelayMs = 2 ** 31 - 1;

export type GuestHost = (operation: string, texts: readonly string[]) => string | undefined;

/** The one function the guest gets. Errors are thrown as texts: an Error would show host frames. */
export function makeGuestHost(parts: GuestHostParts): GuestHost {
  const tickets = new Map<number, number>();
  let requests = 0;
  let lastRequest = -1;

  const setTimer = (id: number, milliseconds: number) => {
    if (tickets.size >= mostTimers && !tickets.has(id)) {
      throw `at most ${mostTimers} timers may be waiting`;
    }
    const finite = Number.isFinite(milliseconds) ? milliseconds : 0;
    const delay = Math.min(Math.max(0, finite), longestDelayMs);
    const ticket = parts.timeline.after(delay, () => {
      tickets.delete(id);
      parts.waited(delay);
      parts.fire(id);
    });
    tickets.set(id, ticket);
  };

  const clearTimer = (id: number) => {
    const ticket = tickets.get(id);
    if (ticket === undefined) return;
    tickets.delete(id);
    parts.timeline.cancel(ticket);
  };

  /** Counted here: what is too much must not even cross. Numbers rise, so none comes twice. */
  const request = (id: number, text: string) => {
    if (requests >= requestLimits.most) {
      throw `a run may make at most ${requestLimits.most} requests`;
    }
    if (id <= lastRequest) throw "the request was made before";
    requests += 1;
    lastRequest = id;
    parts.request(id, text);
  };

  const answering = new Map<string, (texts: readonly string[]) => string | undefined>([
    ["log", ([text = ""]) => (parts.logs.add(text) ? undefined : "full")],
    ["locale", (texts) => parts.locale.call(texts)],
    ["compare", (texts) => parts.locale.compare(texts)],
  ]);
  const silent = new Map<string, (texts: readonly string[]) => void>([
    ["drop", ([count]) => parts.logs.drop(Number(count))],
    ["timer", ([id, milliseconds]) => setTimer(numberOf(id), Number(milliseconds))],
    ["clear", ([id]) => clearTimer(numberOf(id))],
    ["fetch", ([id, text = ""]) => request(numberOf(id), bounded(text))],
    ["abort", ([id]) => parts.abort(numberOf(id))],
  ]);

  return (operation, texts) => {
    const answer = answering.get(operation);
    if (answer !== undefined) return answer(texts);
    const perform = silent.get(operation);
    if (perform === undefined) throw "unknown operation";
    perform(texts);
    return undefined;
  };
}

function bounded(text: string): string {
  if (text.length > longestRequest) throw "the request is too large";
  return text;
}

function numberOf(text: string | undefined): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw "a number was expected";
  return number;
}
