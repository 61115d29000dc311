import type { ApiMethod, RestApi } from "./api-definition.ts";
import { type GatewayRequest, headerOf } from "./gateway-request.ts";

/** What an authorizer gave; every value is a string when it reaches a function. */
export type AuthorizerContext = Readonly<Record<string, string | number>>;

/**
 * `requestContext` of the event, and `$context` of the templates.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export function requestContext(
  api: RestApi,
  request: GatewayRequest,
  method?: ApiMethod,
  authorizer?: AuthorizerContext,
) {
  const domainName = (headerOf(request, "host") ?? "localhost").replace(/:\d+$/, "");
  return {
    accountId: api.accountId,
    apiId: api.id,
    ...(authorizer && { authorizer }),
    domainName,
    domainPrefix: domainName.split(".")[0] ?? domainName,
    extendedRequestId: request.id.replaceAll("-", "").slice(0, 15).concat("="),
    httpMethod: request.httpMethod,
    identity: identityOf(request),
    path: request.fullPath,
    protocol: request.protocol,
    requestId: request.id,
    requestTime: commonLogTime(request.receivedAt),
    requestTimeEpoch: request.receivedAt.getTime(),
    resourceId: method?.resourceId ?? null,
    resourcePath: method?.path ?? null,
    stage: api.stage,
  };
}

export type RequestContext = ReturnType<typeof requestContext>;

function identityOf(request: GatewayRequest) {
  return {
    accessKey: null,
    accountId: null,
    caller: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    sourceIp: request.sourceIp,
    user: null,
    userAgent: headerOf(request, "user-agent") ?? null,
    userArn: null,
  };
}

/** `21/Nov/2026:02:16:20 +0000` */
function commonLogTime(instant: Date): string {
  const [, day, month, year, time] = instant.toUTCString().split(" ");
  return `${day}/${month}/${year}:${time} +0000`;
}
