import type { RestApi } from "./api-definition.ts";
import { type GatewayRequest, headerOf } from "./gateway-request.ts";
import { isBinary } from "./media-type.ts";
import { type AuthorizerContext, requestContext } from "./request-context.ts";
import type { Route } from "./route-table.ts";

/**
 * The event of a Lambda proxy integration, format 1.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function proxyEvent(
  api: RestApi,
  request: GatewayRequest,
  { method, pathParameters }: Route,
  authorizer: AuthorizerContext | undefined,
) {
  const headers = [...request.headers, ...forwarded(request)];
  const query = [...request.query];
  const isBase64Encoded = isBinary(api.binaryMediaTypes, headerOf(request, "content-type"));
  const body = request.body.toString(isBase64Encoded ? "base64" : "utf8");
  return {
    resource: method.path,
    path: request.path,
    httpMethod: request.httpMethod,
    headers: last(headers),
    multiValueHeaders: all(headers),
    queryStringParameters: last(query),
    multiValueQueryStringParameters: all(query),
    pathParameters: Object.keys(pathParameters).length > 0 ? pathParameters : null,
    stageVariables: null,
    requestContext: requestContext(api, request, method, authorizer),
    body: request.body.length > 0 ? body : null,
    isBase64Encoded: request.body.length > 0 && isBase64Encoded,
  };
}

type Pairs = readonly (readonly [string, string])[];

const last = (pairs: Pairs) => (pairs.length > 0 ? Object.fromEntries(pairs) : null);

function all(pairs: Pairs): Record<string, string[]> | null {
  if (pairs.length === 0) return null;
  const grouped = Map.groupBy(pairs, ([name]) => name);
  return Object.fromEntries(
    [...grouped].map(([name, values]) => [name, values.map(([, value]) => value)]),
  );
}

function forwarded(request: GatewayRequest): Pairs {
  const traceStart = Math.floor(request.receivedAt.getTime() / 1_000).toString(16);
  const port = /:(\d+)$/.exec(headerOf(request, "host") ?? "")?.[1] ?? "80";
  return [
    ["X-Amzn-Trace-Id", `Root=1-${traceStart}-${request.id.replaceAll("-", "").slice(0, 24)}`],
    ["X-Forwarded-For", request.sourceIp],
    ["X-Forwarded-Port", port],
    ["X-Forwarded-Proto", "http"],
  ];
}
