import { ResponseType, type RestApi } from "aws-cdk-lib/aws-apigateway";
import { type ErrorCode, problems, problemType } from "#schemas/problem.ts";

/** What the gateway says when no function was asked. */
export const gatewayProblems = {
  ACCESS_DENIED: ["forbidden", "The token does not allow this."],
  API_CONFIGURATION_ERROR: ["internal", "The service is set up wrongly."],
  AUTHORIZER_CONFIGURATION_ERROR: ["unavailable", "Tokens cannot be checked now."],
  AUTHORIZER_FAILURE: ["unavailable", "Tokens cannot be checked now."],
  BAD_REQUEST_BODY: ["invalid_request", "The body cannot be read."],
  BAD_REQUEST_PARAMETERS: ["invalid_request", "The parameters cannot be read."],
  DEFAULT_4XX: ["invalid_request", "The request cannot be handled as it is."],
  DEFAULT_5XX: ["internal", "Please try again; if it persists, name the request id."],
  EXPIRED_TOKEN: ["unauthorized", "Send a valid token as `Authorization: Bearer <token>`."],
  INTEGRATION_FAILURE: ["unavailable", "Please try again in a moment."],
  INTEGRATION_TIMEOUT: ["timeout", "The answer took too long; please try again."],
  INVALID_API_KEY: ["unauthorized", "Send a valid token as `Authorization: Bearer <token>`."],
  INVALID_SIGNATURE: ["unauthorized", "Send a valid token as `Authorization: Bearer <token>`."],
  // The gateway's word for a path or method it does not know.
  MISSING_AUTHENTICATION_TOKEN: ["not_found", "There is no such path."],
  QUOTA_EXCEEDED: ["rate_limited", "Please try again later."],
  REQUEST_TOO_LARGE: ["payload_too_large", "The request is larger than the service accepts."],
  RESOURCE_NOT_FOUND: ["not_found", "There is no such path."],
  THROTTLED: ["rate_limited", "Please try again in a moment."],
  UNAUTHORIZED: ["unauthorized", "Send a valid token as `Authorization: Bearer <token>`."],
  UNSUPPORTED_MEDIA_TYPE: ["unsupported_media_type", "Send the body as application/json."],
  WAF_FILTERED: [
    "forbidden",
    "The firewall refused it: too many requests of one address, a body over 1 MB, or a known attack.",
  ],
} as const satisfies Record<string, readonly [ErrorCode, string]>;

/** Makes every answer of the gateway itself a problem like those of the functions. */
export function answerAsProblems(api: RestApi, origins: string): void {
  for (const [type, [code, detail]] of Object.entries(gatewayProblems)) {
    api.addGatewayResponse(`Problem-${type}`, {
      type: ResponseType.of(type),
      statusCode: String(problems[code].status),
      // The body template is always found under this type; the header says what it is.
      templates: { "application/json": problemTemplate(code, detail) },
      responseHeaders: quoted({
        "Content-Type": "application/problem+json",
        ...corsOfGateway(origins),
        ...(code === "unauthorized" ? { "WWW-Authenticate": "Bearer" } : {}),
        ...(code === "rate_limited" ? { "Retry-After": "1" } : {}),
      }),
    });
  }
}

/** A problem as a body template. */
export function problemTemplate(code: ErrorCode, detail: string): string {
  const { status, title } = problems[code];
  const requestId = "$context.requestId";
  return JSON.stringify({ type: problemType(code), title, status, code, detail, requestId });
}

/**
 * These templates cannot choose among several origins by the caller's. Then any page may read
 * them: they say nothing of a tenant, and a token is never sent by itself.
 */
export function corsOfGateway(origins: string): Record<string, string> {
  if (origins === "") return {};
  return { "Access-Control-Allow-Origin": origins.includes(",") ? "*" : origins };
}

/** Fixed values are written in single quotes in a mapping. */
export function quoted(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `'${value}'`]));
}
