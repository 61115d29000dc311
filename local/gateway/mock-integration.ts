import * as z from "zod";
import type { IntegrationResponse, MockIntegration } from "./api-definition.ts";
import type { GatewayAnswer } from "./gateway-answer.ts";
import { GatewayError } from "./gateway-error.ts";
import { type GatewayRequest, headerOf } from "./gateway-request.ts";
import { renderTemplate } from "./mapping-template.ts";
import { mediaTypeOf } from "./media-type.ts";
import type { RequestContext } from "./request-context.ts";
import type { Variables } from "./template-expression.ts";
import { mappedValue, templateVariables } from "./template-variables.ts";

/**
 * Answers without a function: the request template gives a status, which selects the response.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function mockAnswer(
  integration: MockIntegration,
  request: GatewayRequest,
  context: RequestContext,
  pathParameters: Readonly<Record<string, string>>,
): GatewayAnswer {
  const variables = templateVariables(request, context, pathParameters);
  const chosen = renderTemplate(requestTemplate(integration, request), variables);
  const response = select(integration.responses, statusOf(chosen));
  const [type, template] = responseTemplate(response);
  const body = renderTemplate(template, variables);
  const override = ResponseOverride.parse((variables.context as Variables).responseOverride);
  const headers = new Map<string, string>([["Content-Type", type]]);
  for (const [name, value] of mappedHeaders(response, request, context)) set(headers, name, value);
  for (const [name, value] of Object.entries(override.header)) set(headers, name, String(value));
  return { statusCode: override.status ?? response.statusCode, headers: [...headers], body };
}

const ResponseOverride = z.object({
  header: z.record(z.string(), z.unknown()).default({}),
  status: z.coerce.number().optional(),
});

/** Which template stands for the body; without one the body stands for itself, where it may. */
function requestTemplate(integration: MockIntegration, request: GatewayRequest): string {
  const type = mediaTypeOf(headerOf(request, "content-type")) ?? "application/json";
  const template = integration.requestTemplates[type];
  if (template !== undefined) return template;
  const hasTemplates = Object.keys(integration.requestTemplates).length > 0;
  const { passthroughBehavior } = integration;
  const refused =
    passthroughBehavior === "NEVER" ||
    (passthroughBehavior === "WHEN_NO_TEMPLATES" && hasTemplates);
  if (refused) throw new GatewayError("UNSUPPORTED_MEDIA_TYPE");
  return request.body.toString();
}

/** The keys of the request template need no quotes: `{ statusCode: 200 }`. */
function statusOf(rendered: string): string {
  const status = /["']?statusCode["']?\s*:\s*["']?(?<status>\d{3})/.exec(rendered)?.groups?.status;
  if (status === undefined) throw new GatewayError("API_CONFIGURATION_ERROR");
  return status;
}

function select(responses: readonly IntegrationResponse[], status: string): IntegrationResponse {
  const selected =
    responses.find(({ selectionPattern }) => selectionPattern?.test(status)) ??
    responses.find(({ selectionPattern }) => selectionPattern === undefined);
  if (selected === undefined) throw new GatewayError("API_CONFIGURATION_ERROR");
  return selected;
}

function responseTemplate({ templates }: IntegrationResponse): [type: string, template: string] {
  const json = templates["application/json"];
  if (json !== undefined) return ["application/json", json];
  return Object.entries(templates)[0] ?? ["application/json", ""];
}

function* mappedHeaders(
  { parameters }: IntegrationResponse,
  request: GatewayRequest,
  context: RequestContext,
): Generator<[string, string]> {
  for (const [target, mapping] of Object.entries(parameters)) {
    const value = mappedValue(mapping, request, context);
    if (value !== undefined) yield [target.replace("method.response.header.", ""), value];
  }
}

function set(headers: Map<string, string>, name: string, value: string): void {
  const same = [...headers.keys()].find((key) => key.toLowerCase() === name.toLowerCase());
  if (same !== undefined) headers.delete(same);
  headers.set(name, value);
}
