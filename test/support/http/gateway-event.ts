import type { APIGatewayProxyEvent } from "aws-lambda";
import { type OperationName, type Route, routes } from "#schemas/routes.ts";
import { newTenant } from "../stores/node-samples.ts";

/** A REST proxy event as the gateway builds it after the authorizer, for one operation. */
export function gatewayEvent(
  name: OperationName,
  parts: {
    params?: Record<string, string>;
    query?: Record<string, string>;
    headers?: Record<string, string>;
    body?: unknown;
    text?: string;
    roles?: string;
    exp?: number;
    tenant?: string;
    anonymous?: boolean;
    prefix?: string;
  } = {},
): APIGatewayProxyEvent {
  const route: Route = routes[name];
  const path = route.path.replace(/\{(\w+)\}/g, (_, key: string) => parts.params?.[key] ?? key);
  const text = parts.text ?? (parts.body === undefined ? null : JSON.stringify(parts.body));
  const authorizer = parts.anonymous
    ? undefined
    : {
        tenant: parts.tenant ?? newTenant(),
        subject: "ada",
        roles: parts.roles ?? "user",
        exp: String(parts.exp ?? Math.floor(Date.now() / 1_000) + 600),
      };
  return {
    resource: route.path,
    path,
    httpMethod: route.method,
    headers: { ...(text === null ? {} : { "Content-Type": "application/json" }), ...parts.headers },
    multiValueHeaders: {},
    queryStringParameters: parts.query ?? null,
    multiValueQueryStringParameters: null,
    pathParameters: parts.params ?? null,
    stageVariables: null,
    body: text,
    isBase64Encoded: false,
    requestContext: {
      requestId: "request-1",
      path: `${parts.prefix ?? ""}${path}`,
      authorizer,
    } as unknown as APIGatewayProxyEvent["requestContext"],
  };
}

/** The Lambda context handlers look at. */
export const lambdaContext = {
  awsRequestId: "invocation-1",
  getRemainingTimeInMillis: () => 10_000,
} as unknown as import("aws-lambda").Context;
