import type { GatewayResponse, RestApi } from "./api-definition.ts";
import type { GatewayAnswer } from "./gateway-answer.ts";
import type { GatewayError } from "./gateway-error.ts";
import type { GatewayRequest } from "./gateway-request.ts";
import { renderTemplate } from "./mapping-template.ts";
import { requestContext } from "./request-context.ts";
import { mappedValue, templateVariables } from "./template-variables.ts";

const plainTemplate = '{"message":$context.error.messageString}';

/**
 * The answer to an error of the gateway, as the API's gateway responses shape it. What a type
 * leaves open comes from the response for its class, `DEFAULT_4XX` or `DEFAULT_5XX`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function gatewayResponse(
  api: RestApi,
  request: GatewayRequest,
  error: GatewayError,
): GatewayAnswer {
  const response = responseFor(api, error);
  const context = {
    ...requestContext(api, request),
    error: {
      message: error.text,
      messageString: JSON.stringify(error.text),
      responseType: error.type,
    },
  };
  const template = response?.templates["application/json"] ?? plainTemplate;
  const headers = new Map([
    ["x-amzn-errortype", error.exception],
    ["content-type", "application/json"],
  ]);
  for (const [target, mapping] of Object.entries(response?.parameters ?? {})) {
    const value = mappedValue(mapping, request, context);
    const name = target.replace("gatewayresponse.header.", "").toLowerCase();
    if (value !== undefined) headers.set(name, value);
  }
  return {
    statusCode: response?.statusCode ?? error.statusCode,
    headers: [...headers],
    body: renderTemplate(template, templateVariables(request, context)),
  };
}

function responseFor(api: RestApi, error: GatewayError): GatewayResponse | undefined {
  const ofClass = api.gatewayResponses.get(error.statusCode < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX");
  const own = api.gatewayResponses.get(error.type);
  if (own === undefined || ofClass === undefined) return own ?? ofClass;
  return { ...own, statusCode: own.statusCode ?? ofClass.statusCode };
}
