import {
  type RestApi,
  readRestApi,
  type TemplateResources,
} from "../../../local/gateway/rest-api.ts";

/** A small API in the words of a synthesized template. */

export const functionArn = (name: string) =>
  `arn:aws:lambda:eu-central-1:123456789012:function:${name}`;

const root = { "Fn::GetAtt": ["Api", "RootResourceId"] };

const functionUri = (name: string) => ({
  "Fn::Join": [
    "",
    [
      "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/",
      { "Fn::GetAtt": [name, "Arn"] },
      "/invocations",
    ],
  ],
});

/** An integration whose answer is passed on while it is made. */
export const streamed = (name: string, timeoutMs = 115_000) => ({
  Type: "AWS_PROXY",
  IntegrationHttpMethod: "POST",
  Uri: {
    "Fn::Join": [
      "",
      [
        "arn:aws:apigateway:eu-central-1:lambda:path/2021-11-15/functions/",
        { "Fn::GetAtt": [name, "Arn"] },
        "/response-streaming-invocations",
      ],
    ],
  },
  ResponseTransferMode: "STREAM",
  TimeoutInMillis: timeoutMs,
});

export const resource = (pathPart: string, parent?: string) => ({
  Type: "AWS::ApiGateway::Resource",
  Properties: {
    RestApiId: { Ref: "Api" },
    PathPart: pathPart,
    ParentId: parent === undefined ? root : { Ref: parent },
  },
});

export const method = (
  httpMethod: string,
  on: string | undefined,
  integration: string | Record<string, unknown>,
  more: Record<string, unknown> = {},
) => ({
  Type: "AWS::ApiGateway::Method",
  Properties: {
    RestApiId: { Ref: "Api" },
    ResourceId: on === undefined ? root : { Ref: on },
    HttpMethod: httpMethod,
    AuthorizationType: "NONE",
    Integration:
      typeof integration === "string"
        ? { Type: "AWS_PROXY", IntegrationHttpMethod: "POST", Uri: functionUri(integration) }
        : integration,
    ...more,
  },
});

export const guarded = { AuthorizationType: "CUSTOM", AuthorizerId: { Ref: "Token" } };

export const gatewayResponse = (type: string, more: Record<string, unknown> = {}) => ({
  Type: "AWS::ApiGateway::GatewayResponse",
  Properties: { RestApiId: { Ref: "Api" }, ResponseType: type, ...more },
});

const base: TemplateResources = {
  Api: { Type: "AWS::ApiGateway::RestApi", Properties: { Name: "tested" } },
  Stage: {
    Type: "AWS::ApiGateway::Stage",
    Properties: {
      RestApiId: { Ref: "Api" },
      DeploymentId: { Ref: "Deployment" },
      StageName: "prod",
    },
  },
  Token: {
    Type: "AWS::ApiGateway::Authorizer",
    Properties: {
      Type: "TOKEN",
      RestApiId: "api",
      Name: "token",
      AuthorizerUri: functionUri("Authorizer"),
      AuthorizerResultTtlInSeconds: 60,
      IdentitySource: "method.request.header.Authorization",
      IdentityValidationExpression: "Bearer [a-z]+",
    },
  },
};

/** The little of CloudFormation that the template above uses. */
export function resolve(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== "object" || value === null) return value;
  const [[name, argument] = ["", undefined]] = Object.entries(value);
  if (name === "Ref" && argument === "AWS::Region") return "eu-central-1";
  if (name === "Ref" && argument === "AWS::AccountId") return "123456789012";
  if (name === "Ref") return argument;
  if (name === "Fn::GetAtt") return functionArn(argument[0]);
  if (name === "Fn::Join") return (resolve(argument[1]) as unknown[]).join(argument[0]);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, resolve(part)]));
}

export const apiOf = (resources: TemplateResources): RestApi =>
  readRestApi({ ...base, ...resources }, resolve);
