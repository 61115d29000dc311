import { type HttpExchange, type RunStats, requestLimits } from "#schemas/sandbox.ts";
import type { RequestAnswer } from "../messages.ts";
import { fetchGuarded, type NetworkOptions } from "./guarded-fetch.ts";
import { type HttpReply, HttpScript } from "./http-script.ts";
import {
  type CheckedRequest,
  checkRequest,
  GuestRequest,
  RequestFailed,
  RequestRefused,
} from "./request-rules.ts";

export type { NetworkOptions } from "./guarded-fetch.ts";

/** Answers the requests of one run, from the script if there is one, else from the network. */
export interface RequestDesk {
  /** Never rejects: what went wrong is told in the answer. */
  answer(id: number, text: string): Promise<RequestAnswer>;
  abort(id: number): void;
  /** Ends what is still under way. */
  close(): void;
  fetches(): RunStats["fetches"];
  /** How many scripted exchanges were not asked for; `undefined` without a script. */
  unused(): number | undefined;
}

const mostAtOnce = 6;
const mostBytesInAll = 5 << 20;

type FetchRecord = RunStats["fetches"][number];

export function makeRequestDesk(
  declared: ReadonlySet<string>,
  http: readonly HttpExchange[] | undefined,
  network: NetworkOptions,
): RequestDesk {
  const script = http === undefined ? undefined : new HttpScript(http);
  const fetches: FetchRecord[] = [];
  const underWay = new Map<number, AbortController>();
  const turns = makeTurns(mostAtOnce);
  const budget = { left: mostBytesInAll };
  let asked = 0;

  const fromNetwork = async (id: number, request: CheckedRequest): Promise<HttpReply> => {
    const controller = new AbortController();
    underWay.set(id, controller);
    try {
      return await turns(() => fetchGuarded(request, network, controller.signal, budget));
    } finally {
      underWay.delete(id);
    }
  };

  const respond = async (id: number, text: string): Promise<RequestAnswer> => {
    asked += 1;
    if (asked > requestLimits.most) {
      throw new RequestFailed(`a run may make at most ${requestLimits.most} requests`);
    }
    if (underWay.has(id)) throw new RequestFailed("the request was made before");
    const wanted = readRequest(text);
    const record: FetchRecord = recordOf(wanted);
    fetches.push(record);
    const request = checkRequest(wanted, declared);
    if (script === undefined) {
      const reply = await fromNetwork(id, request);
      record.status = reply.status;
      return { text: replyText(reply), delayMs: 0 };
    }
    const answer = script.answer(request);
    if ("mismatch" in answer) return { text: "{}", delayMs: 0, fatal: answer.mismatch };
    record.status = answer.reply.status;
    return { text: replyText(answer.reply), delayMs: answer.delayMs };
  };

  return {
    answer: (id, text) => respond(id, text).catch(failureAnswer),
    abort: (id) => underWay.get(id)?.abort(),
    close: () => {
      for (const controller of underWay.values()) controller.abort();
    },
    fetches: () => fetches,
    unused: () => script?.unused,
  };
}

function readRequest(text: string): GuestRequest {
  const read = GuestRequest.safeParse(JSON.parse(text));
  if (!read.success) throw new RequestFailed("the request is not valid or too large");
  return read.data;
}

function recordOf(request: GuestRequest): FetchRecord {
  const host = URL.parse(request.url)?.host ?? "";
  return { method: request.method, host: host.slice(0, 253) };
}

function replyText(reply: HttpReply): string {
  return JSON.stringify({ ...reply, body: reply.body.toString("base64") });
}

/** Only what is meant for the node is told; anything else would be a fault of ours. */
function failureAnswer(error: unknown): RequestAnswer {
  const isKnown = error instanceof RequestFailed || error instanceof RequestRefused;
  const failed = isKnown ? error.message : "the request failed";
  return {
    text: JSON.stringify({ failed, refused: error instanceof RequestRefused }),
    delayMs: 0,
  };
}

/** Lets so many tasks run at once; the others wait for their turn. */
function makeTurns(most: number): <Result>(task: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await task();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
