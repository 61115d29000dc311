import type { ApiMethod, GatewayResponse, RestApi, TokenAuthorizer } from "./api-definition.ts";
import {
  AuthorizerProperties,
  GatewayResponseProperties,
  MethodProperties,
  RestApiProperties,
  referenceOf,
} from "./rest-api-template.ts";

export type TemplateResources = Readonly<
  Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>
>;

export type { RestApi } from "./api-definition.ts";

export type Resolve = (value: unknown) => unknown;

/**
 * Reads the one REST API of a template. `resolve` turns intrinsic functions into values; what
 * binds the API's own parts together is read by logical id.
 */
export function readRestApi(resources: TemplateResources, resolve: Resolve): RestApi {
  const ofType = (type: string) =>
    Object.entries(resources).filter(
      ([, resource]) => resource.Type === `AWS::ApiGateway::${type}`,
    );
  const [id, api] = only(ofType("RestApi"), "REST API");
  const [, stage] = only(ofType("Stage"), "stage");
  const authorizers = new Map(
    ofType("Authorizer").map(([name, { Properties }]) => [
      name,
      readAuthorizer(resolve(Properties)),
    ]),
  );
  return {
    id,
    region: String(resolve({ Ref: "AWS::Region" })),
    accountId: String(resolve({ Ref: "AWS::AccountId" })),
    stage: String(resolve(stage.Properties.StageName)),
    binaryMediaTypes: RestApiProperties.parse(resolve(api.Properties)).BinaryMediaTypes,
    methods: ofType("Method").map(([, { Properties }]) =>
      readMethod(Properties, resources, authorizers, resolve),
    ),
    gatewayResponses: new Map(
      ofType("GatewayResponse").map(([, { Properties }]) =>
        readGatewayResponse(resolve(Properties)),
      ),
    ),
  };
}

function only<Item>(items: Item[], what: string): Item {
  const [item] = items;
  if (item === undefined || items.length > 1) {
    throw new Error(`The template must have one ${what}; it has ${items.length}.`);
  }
  return item;
}

function readMethod(
  properties: Record<string, unknown>,
  resources: TemplateResources,
  authorizers: ReadonlyMap<string, TokenAuthorizer>,
  resolve: Resolve,
): ApiMethod {
  const { ResourceId, AuthorizerId, RestApiId: _, ...own } = properties;
  const method = MethodProperties.parse(resolve(own));
  const path = pathOf(ResourceId, resources, resolve);
  if (method.AuthorizationType !== "NONE" && method.AuthorizationType !== "CUSTOM") {
    throw new Error(
      `${method.HttpMethod} ${path}: no ${method.AuthorizationType} authorization here.`,
    );
  }
  const authorizer = authorizers.get(referenceOf(AuthorizerId) ?? "");
  if (method.AuthorizationType === "CUSTOM" && authorizer === undefined) {
    throw new Error(`${method.HttpMethod} ${path}: the template does not have its authorizer.`);
  }
  return {
    path: path || "/",
    resourceId: referenceOf(ResourceId) ?? "root",
    httpMethod: method.HttpMethod,
    authorizer: method.AuthorizationType === "CUSTOM" ? authorizer : undefined,
    integration: readIntegration(method.Integration),
  };
}

/** Climbs from a resource to the root, which is no resource of the template but an attribute. */
function pathOf(reference: unknown, resources: TemplateResources, resolve: Resolve): string {
  const id = referenceOf(reference);
  if (id === undefined) return "";
  const properties = resources[id]?.Properties;
  if (properties === undefined) throw new Error(`The template does not have the resource ${id}.`);
  const parent = pathOf(properties.ParentId, resources, resolve);
  return `${parent}/${resolve(properties.PathPart)}`;
}

function readIntegration(integration: MethodProperties["Integration"]): ApiMethod["integration"] {
  if (integration.Type === "AWS_PROXY") {
    return {
      type: "AWS_PROXY",
      functionArn: functionArnOf(
        integration.Uri,
        integration.streams ? "response-streaming-invocations" : "invocations",
      ),
      timeoutMs: integration.TimeoutInMillis,
      streams: integration.streams,
    };
  }
  return {
    type: "MOCK",
    requestTemplates: integration.RequestTemplates,
    passthroughBehavior: integration.PassthroughBehavior,
    responses: integration.IntegrationResponses.map((response) => ({
      statusCode: response.StatusCode,
      selectionPattern: response.SelectionPattern ? whole(response.SelectionPattern) : undefined,
      parameters: response.ResponseParameters,
      templates: response.ResponseTemplates,
    })),
  };
}

function readAuthorizer(properties: unknown): TokenAuthorizer {
  const authorizer = AuthorizerProperties.parse(properties);
  const validation = authorizer.IdentityValidationExpression;
  return {
    functionArn: functionArnOf(authorizer.AuthorizerUri, "invocations"),
    header: authorizer.IdentitySource.replace("method.request.header.", ""),
    validation: validation ? whole(validation) : undefined,
    ttlSeconds: authorizer.AuthorizerResultTtlInSeconds,
  };
}

function readGatewayResponse(properties: unknown): [string, GatewayResponse] {
  const response = GatewayResponseProperties.parse(properties);
  return [
    response.ResponseType,
    {
      statusCode: response.StatusCode,
      parameters: response.ResponseParameters,
      templates: response.ResponseTemplates,
    },
  ];
}

/** The gateway's patterns must match all of a value. */
const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);

/** `action` is how Lambda is called: each way of passing an answer on has an address of its own. */
function functionArnOf(
  uri: string,
  action: "invocations" | "response-streaming-invocations",
): string {
  const { arn, named } =
    /\/functions\/(?<arn>arn:[^/]+)\/(?<named>[\w-]+)$/.exec(uri)?.groups ?? {};
  if (arn === undefined || named !== action) throw new Error(`${uri} does not end in ${action}.`);
  return arn;
}
