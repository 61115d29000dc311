import middy from "@middy/core";
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { TenantKey } from "#schemas/identifiers.ts";
import { type OperationName, type Route, routes } from "#schemas/routes.ts";
import { AppError } from "../app-error.ts";
import { lazy } from "../lazy.ts";
import type { RequestClass } from "../limits/request-limiter.ts";
import { type Admission, type AdmissionTold, admission } from "./admit-request.ts";
import { type Answered, answerResponse } from "./answer-response.ts";
import type { AnswerOf, ApiRequest, Environment, LimiterFor } from "./api-request.ts";
import { basePath } from "./base-path.ts";
import { callerOf } from "./caller-of-event.ts";
import { corsHeaders } from "./cors-headers.ts";
import { functionLog } from "./function-log.ts";
import { functionMetrics } from "./function-metrics.ts";
import type { Log } from "./log.ts";
import { namedIds } from "./named-ids.ts";
import { lowerCased, parseRequest } from "./parse-request.ts";
import { type HttpResponse, problemResponse } from "./problem-response.ts";
import { readEnvironment } from "./read-environment.ts";
import { tellRequest } from "./tell-request.ts";
import { wantsJson } from "./wants-json.ts";

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
  return operationHandler<Name, Services, Answer, HttpResponse>(
    { name, build, run, limiter },
    { answer: answerResponse },
  );
}

interface Operation<Name extends OperationName, Services, Answer> {
  readonly name: Name;
  readonly build: (environment: Environment) => Services;
  readonly run: (request: ApiRequest<Name>, services: Services) => Promise<Answer> | Answer;
  readonly limiter: LimiterFor<Name>[0];
}

interface Answering<Response> {
  readonly answer: (route: Route, answer: Answered) => Response;
  /** How the response leaves the function; whole, where nothing is said. */
  readonly executionMode?: middy.PluginObject["executionMode"];
}

/** What `apiHandler` is, for any way to answer. */
export function operationHandler<
  Name extends OperationName,
  Services,
  Answer extends AnswerOf<Name>,
  Response extends { statusCode: number; headers: Record<string, string> },
>(
  { name, build, run, limiter }: Operation<Name, Services, Answer>,
  { answer, executionMode }: Answering<Response>,
) {
  const route: Route = routes[name];
  const door = limiter && admission(lazy(() => limiter(process.env)));
  const handlerWith = (services: () => Promise<Services>) =>
    middy<APIGatewayProxyEvent, Response | HttpResponse>({
      timeoutEarlyInMillis: 200,
      timeoutEarlyResponse: () => {
        throw new AppError("timeout", "The answer took too long; please try again.");
      },
      ...(executionMode && { executionMode }),
    })
      .use(respond<Response>(name, door))
      .handler(async (event: APIGatewayProxyEvent, _context, { signal }): Promise<Response> => {
        const caller = callerOf(route, event.requestContext.authorizer, new Date());
        const log = requestLog(name, event);
        const admit = async (tenant: TenantKey) =>
          door?.admit(event, { tenant, kind: requestClass(route, event) }, tellingOf(log));
        if (caller !== undefined) await admit(caller.tenant);
        const request = {
          caller,
          ...parseRequest(route, event),
          requestId: event.requestContext.requestId,
          basePath: basePath(event),
          log,
          signal,
          admit,
        } as ApiRequest<Name>;
        return answer(route, await run(request, await services()));
      });

  return Object.assign(handlerWith(lazy(() => build(process.env))), {
    with: (services: Services) => handlerWith(async () => services),
  });
}

function requestClass({ streams, answers }: Route, event: APIGatewayProxyEvent): RequestClass {
  const asJson = answers[200]?.body !== undefined && wantsJson(lowerCased(event.headers).accept);
  return streams && !asJson ? "streams" : "requests";
}

const tellingOf = (log: Log): AdmissionTold => ({
  onFault: (error) => {
    log.warn("request limit could not be read", { error });
    functionMetrics.count("limiter_faults_total", { outcome: "opened" });
  },
  onRefused: (kind) => functionMetrics.count("limiter_refusals_total", { class: kind }),
});

/** Turns what was thrown into a problem, adds the headers of every answer, and logs one line. */
function respond<Response extends { statusCode: number; headers: Record<string, string> }>(
  name: OperationName,
  door: Admission | undefined,
): middy.MiddlewareObj<APIGatewayProxyEvent, Response | HttpResponse> {
  const started = new WeakMap<object, number>();
  const finish = async (request: middy.Request<APIGatewayProxyEvent, Response | HttpResponse>) => {
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
