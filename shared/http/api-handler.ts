import middy from "@middy/core";
import type { APIGatewayProxyEvent } from "aws-lambda";
import type * as z from "zod";
import { type OperationName, type Route, type Routes, routes } from "#schemas/routes.ts";
import { AppError } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import { lazy } from "../lazy.ts";
import type { RequestLimiter } from "../limits/request-limiter.ts";
import { type Admission, admission } from "./admit-request.ts";
import { answerResponse } from "./answer-response.ts";
import { basePath } from "./base-path.ts";
import { callerOf } from "./caller-of-event.ts";
import { corsHeaders } from "./cors-headers.ts";
import { functionLog } from "./function-log.ts";
import { functionMetrics } from "./function-metrics.ts";
import type { Log } from "./log.ts";
import { namedIds } from "./named-ids.ts";
import { parseRequest } from "./parse-request.ts";
import { type HttpResponse, problemResponse } from "./problem-response.ts";
import { readEnvironment } from "./read-environment.ts";
import { tellRequest } from "./tell-request.ts";

type Part<Name extends OperationName, Key extends string> = Routes[Name] extends {
  [key in Key]: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : undefined;

type AnswerOf<Name extends OperationName> = {
  [Status in keyof Routes[Name]["answers"]]: {
    status: Status;
    body: Routes[Name]["answers"][Status] extends { body: infer Body extends z.ZodType }
      ? z.input<Body>
      : string;
    headers?: Record<string, string>;
  };
}[keyof Routes[Name]["answers"]];

/** A request that has passed the route's schemas, roles and limits. */
export interface ApiRequest<Name extends OperationName> {
  readonly caller: Routes[Name]["auth"] extends "none" ? undefined : Caller;
  readonly params: Part<Name, "params">;
  readonly query: Part<Name, "query">;
  readonly headers: Part<Name, "headers">;
  readonly body: Part<Name, "body">;
  readonly requestId: string;
  /** Prefix of the URLs handed out. */
  readonly basePath: string;
  readonly log: Log;
  /** Aborted when the caller is told that it took too long; work that writes must look. */
  readonly signal: AbortSignal;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What an operation that knows its caller needs besides; none that is public has a limit. */
type LimiterFor<Name extends OperationName> = Routes[Name]["auth"] extends "none"
  ? []
  : [limiter: (environment: Environment) => RequestLimiter];

/**
 * The Lambda handler of one operation: request id, limits, parse, caller, run, check the answer,
 * problem+json. `build` makes the services on the first event, so importing a function does
 * nothing. `.with(services)` is the same handler with other services.
 */
export function apiHandler<
  Name extends OperationName,
  Services,
  const Answer extends AnswerOf<Name>,
>(
  name: Name,
  build: (environment: Environment) => Services,
  run: (request: ApiRequest<Name>, services: Services) => Promise<Answer> | Answer,
  ...[limiter]: LimiterFor<Name>
) {
  const route: Route = routes[name];
  const door = limiter && admission(lazy(() => limiter(process.env)));
  const handlerWith = (services: () => Promise<Services>) =>
    middy<APIGatewayProxyEvent, HttpResponse>({
      timeoutEarlyInMillis: 200,
      timeoutEarlyResponse: () => {
        throw new AppError("timeout", "The answer took too long; please try again.");
      },
    })
      .use(respond(name, door))
      .handler(async (event: APIGatewayProxyEvent, _context, { signal }): Promise<HttpResponse> => {
        const caller = callerOf(route, event.requestContext.authorizer, new Date());
        const log = requestLog(name, event);
        if (caller !== undefined) {
          await door?.admit(event, caller, {
            onFault: (error) => {
              log.warn("request limit could not be read", { error });
              functionMetrics.count("limiter_faults_total", { outcome: "opened" });
            },
            onRefused: (kind) => functionMetrics.count("limiter_refusals_total", { class: kind }),
          });
        }
        const request = {
          caller,
          ...parseRequest(route, event),
          requestId: event.requestContext.requestId,
          basePath: basePath(event),
          log,
          signal,
        } as ApiRequest<Name>;
        return answerResponse(route, await run(request, await services()));
      });

  return Object.assign(handlerWith(lazy(() => build(process.env))), {
    with: (services: Services) => handlerWith(async () => services),
  });
}

/** Turns what was thrown into a problem, adds the headers of every answer, and logs one line. */
function respond(
  name: OperationName,
  door: Admission | undefined,
): middy.MiddlewareObj<APIGatewayProxyEvent, HttpResponse> {
  const started = new WeakMap<object, number>();
  const finish = async (request: middy.Request<APIGatewayProxyEvent, HttpResponse>) => {
    const { event, error } = request;
    const requestId = event.requestContext.requestId;
    const response = error
      ? problemResponse(error, { requestId, basePath: basePath(event) })
      : request.response;
    if (!response) throw new Error("the handler gave no response");
    const { tenant } = event.requestContext.authorizer ?? {};
    const ended = {
      operation: name,
      status: response.statusCode,
      durationMs: Date.now() - (started.get(event) ?? Date.now()),
      error: error ?? undefined,
      ids: {
        ...namedIds(routes[name], event.pathParameters?.id, response.headers.location),
        requestId,
        tenant,
      },
    };
    await tellRequest(ended, requestLog(name, event), process.env);
    request.response = {
      ...response,
      headers: {
        ...corsHeaders(readEnvironment(process.env, "CORS_ORIGINS").CORS_ORIGINS, event.headers),
        "x-request-id": requestId,
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        ...door?.headersOf(event),
        ...response.headers,
      },
    };
  };
  return {
    before: ({ event }) => {
      started.set(event, Date.now());
    },
    after: finish,
    onError: finish,
  };
}

function requestLog(operation: OperationName, event: APIGatewayProxyEvent): Log {
  return functionLog(process.env, {
    requestId: event.requestContext.requestId,
    operation,
    tenant: event.requestContext.authorizer?.tenant,
  });
}
