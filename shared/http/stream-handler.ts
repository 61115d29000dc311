import { Readable } from "node:stream";
import type middy from "@middy/core";
import { executionModeStandard } from "@middy/core/Standard";
import { executionModeStreamifyResponse } from "@middy/core/StreamifyResponse";
import type { OperationName, Route } from "#schemas/routes.ts";
import { type Answered, answerResponse, declaredAnswer } from "./answer-response.ts";
import { operationHandler } from "./api-handler.ts";
import type { AnswerOf, ApiRequest, Environment, LimiterFor } from "./api-request.ts";
import type { HttpResponse } from "./problem-response.ts";

export interface StreamedResponse extends Omit<HttpResponse, "body"> {
  readonly body: Readable;
}

/**
 * As `apiHandler`, for operations that the gateway streams: the answer may be a whole one, or
 * server-sent events that come as they come. Status and headers leave before the first event.
 */
export const streamHandler = <
  Name extends OperationName,
  Services,
  const Answer extends AnswerOf<Name>,
>(
  name: Name,
  build: (environment: Environment) => Services,
  run: (request: ApiRequest<Name>, services: Services) => Promise<Answer> | Answer,
  ...[limiter]: LimiterFor<Name>
) =>
  operationHandler<Name, Services, Answer, HttpResponse | StreamedResponse>(
    { name, build, run, limiter },
    { answer: streamResponse, executionMode },
  );

/** Lambda brings the stream to write into; without it, as in tests, the response is returned. */
const executionMode: middy.PluginObject["executionMode"] = (...parts) =>
  streamsResponses() ? executionModeStreamifyResponse(...parts) : executionModeStandard(...parts);

/** The AWS SDK makes an empty `awslambda` wherever it is loaded. */
function streamsResponses(): boolean {
  const given: unknown = Reflect.get(globalThis, "awslambda");
  return typeof given === "object" && given !== null && "streamifyResponse" in given;
}

function streamResponse(route: Route, answer: Answered): HttpResponse | StreamedResponse {
  const { events, empty } = declaredAnswer(route, answer);
  const statusCode = Number(answer.status);
  if (empty) return { statusCode, headers: { ...answer.headers }, body: "" };
  if (!events || !isAsyncIterable(answer.body)) return answerResponse(route, answer);
  return {
    statusCode,
    // Some proxies would otherwise keep events back until they have many.
    headers: { "content-type": "text/event-stream", "x-accel-buffering": "no", ...answer.headers },
    body: Readable.from(answer.body),
  };
}

const isAsyncIterable = (body: unknown): body is AsyncIterable<string> =>
  typeof body === "object" && body !== null && Symbol.asyncIterator in body;
