import { type GatewayRequest, headerOf } from "./gateway-request.ts";
import type { RequestContext } from "./request-context.ts";
import type { Variables } from "./template-expression.ts";

export interface ErrorContext {
  readonly message: string | null;
  /** The message as JSON, in quotes. */
  readonly messageString: string;
  readonly responseType: string;
}

/**
 * `$input`, `$context` and `$util` for one request.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export function templateVariables(
  request: GatewayRequest,
  context: RequestContext & { error?: ErrorContext },
  pathParameters: Readonly<Record<string, string>> = {},
): Variables {
  const querystring = Object.fromEntries(request.query);
  const params = (name?: string) =>
    name === undefined
      ? { header: Object.fromEntries(request.headers), querystring, path: { ...pathParameters } }
      : (pathParameters[name] ?? querystring[name] ?? headerOf(request, name) ?? "");
  return {
    input: { params, body: request.body.toString() },
    context: { ...context, responseOverride: {} },
    stageVariables: {},
    util: {
      escapeJavaScript: (text: unknown) => JSON.stringify(String(text)).slice(1, -1),
      urlEncode: (text: unknown) => encodeURIComponent(String(text)),
      base64Encode: (text: unknown) => Buffer.from(String(text)).toString("base64"),
    },
  };
}

/**
 * The value of a header mapping: a text in single quotes, `context.…`, or a part of the request.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html
 */
export function mappedValue(
  mapping: string,
  request: GatewayRequest,
  context: Readonly<Record<string, unknown>>,
): string | undefined {
  const fixed = /^'(?<text>.*)'$/s.exec(mapping)?.groups?.text;
  if (fixed !== undefined) return fixed;
  const [source = "", ...path] = mapping.split(".");
  if (source === "context") {
    const value = path.reduce<unknown>((inner, name) => (inner as Variables)?.[name], context);
    return value === undefined || value === null ? undefined : String(value);
  }
  const [from, name = ""] = path.slice(-2);
  if (from === "header") return headerOf(request, name);
  if (from === "querystring") return request.query.get(name) ?? undefined;
  return undefined;
}
