import type { IncomingMessage } from "node:http";
import type { FunctionDefinition } from "./function-definition.ts";
import { exited, MAX_RESPONSE_BYTES, responseTooLarge, timedOut } from "./function-errors.ts";
import { invocationHeaders } from "./invocation-headers.ts";
import { type Deliver, startRuntimeApi } from "./runtime-api.ts";
import { type Exit, startRuntimeProcess } from "./runtime-process.ts";

export interface FunctionAnswer {
  readonly payload: string;
  readonly functionError?: "Unhandled";
}

/** Receives a streamed answer while it is made; resolves when it has read all of it. */
export type OnStream = (contentType: string, body: IncomingMessage) => Promise<void>;

export interface ExecutionEnvironment {
  readonly tenantId: string | undefined;
  /** False once the process is, or is about to be, gone. */
  isAlive(): boolean;
  /** Runs one event; the next one only after this one's answer. */
  run(requestId: string, payload: string, onStream?: OnStream): Promise<FunctionAnswer>;
  /** Kills the process. */
  end(): void;
  /** Resolves when the process is gone, by whosever hand. */
  readonly gone: Promise<void>;
}

interface Running {
  readonly requestId: string;
  readonly payload: string;
  readonly onStream: OnStream | undefined;
  readonly settle: (answer: FunctionAnswer) => void;
  /** Set when the runtime has answered; the caller learns of it when the runtime asks for more. */
  answer?: FunctionAnswer;
}

/**
 * One execution environment: a process with a Runtime API of its own, which works on one event at
 * a time and stands still in between.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export async function startEnvironment(
  definition: FunctionDefinition,
  tenantId: string | undefined,
): Promise<ExecutionEnvironment> {
  let alive = true;
  let running: Running | undefined;
  let waiting: Deliver | undefined;
  let initError: string | undefined;
  let limit: NodeJS.Timeout | undefined;

  const runtimeApi = await startRuntimeApi({
    onNext(deliver) {
      waiting = deliver;
      clearTimeout(limit);
      if (running?.answer !== undefined) {
        runtime.freeze();
        settle(running.answer);
      } else if (running !== undefined) {
        start(running);
      }
    },
    onResponse: (payload) => answer(checkedAnswer(payload)),
    onError: (payload) => answer({ payload, functionError: "Unhandled" }),
    onInitError: (payload) => {
      initError = payload;
    },
    async onStream(contentType, body) {
      if (running?.onStream === undefined) answer(await readStream(body));
      else {
        await running.onStream(contentType, body);
        answer(lateError(body) ?? { payload: "" });
      }
    },
  });
  const runtime = startRuntimeProcess(definition, runtimeApi.address);
  const gone = runtime.exit.then(onExit);
  limitTo(definition.initSeconds ?? 10);

  function start(event: Running): void {
    const deliver = waiting;
    waiting = undefined;
    runtime.thaw();
    limitTo(definition.timeoutSeconds);
    deliver?.(invocationHeaders(definition, event.requestId, tenantId), event.payload);
  }

  function limitTo(seconds: number): void {
    limit = setTimeout(() => {
      stop();
      fail((requestId) => timedOut(requestId, seconds));
    }, seconds * 1_000);
  }

  /** Ends what runs with an error of the platform, unless the runtime has already answered. */
  function fail(payloadFor: (requestId: string) => string): void {
    if (running === undefined) return;
    const payload = payloadFor(running.requestId);
    if (running.answer === undefined) definition.onLog?.(payload, "stderr");
    settle(running.answer ?? { payload, functionError: "Unhandled" });
  }

  function answer(value: FunctionAnswer): void {
    if (running !== undefined) running.answer = value;
  }

  function settle(value: FunctionAnswer): void {
    const settled = running;
    running = undefined;
    settled?.settle(value);
  }

  function stop(): void {
    alive = false;
    clearTimeout(limit);
    runtime.kill();
  }

  async function onExit(exit: Exit): Promise<void> {
    stop();
    fail((requestId) => initError ?? exited(requestId, exit));
    await runtimeApi.close();
  }

  return {
    tenantId,
    isAlive: () => alive,
    run: (requestId, payload, onStream) =>
      new Promise((resolve) => {
        running = { requestId, payload, onStream, settle: resolve };
        if (waiting !== undefined) start(running);
      }),
    end: stop,
    gone,
  };
}

const checkedAnswer = (payload: string): FunctionAnswer =>
  Buffer.byteLength(payload) > MAX_RESPONSE_BYTES
    ? { payload: responseTooLarge(), functionError: "Unhandled" }
    : { payload };

/** A streamed answer for a caller that wants it whole. */
async function readStream(body: IncomingMessage): Promise<FunctionAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return lateError(body) ?? checkedAnswer(Buffer.concat(chunks).toString());
}

/** What went wrong after the stream had begun; it comes behind the body. */
function lateError(body: IncomingMessage): FunctionAnswer | undefined {
  const error = body.trailers["lambda-runtime-function-error-body"];
  if (error === undefined) return undefined;
  return { payload: Buffer.from(error, "base64").toString(), functionError: "Unhandled" };
}
