import { expect, test } from "vitest";
import {
  apiOf,
  functionArn,
  gatewayResponse,
  guarded,
  method,
  resource,
  streamed,
} from "../../support/local-gateway/api-fixture.ts";

const mock = {
  Type: "MOCK",
  RequestTemplates: { "application/json": "{ statusCode: 200 }" },
  IntegrationResponses: [{ StatusCode: "204" }, { StatusCode: 405, SelectionPattern: "4.." }],
};

test("reads methods with their paths, functions and authorizers", () => {
  const api = apiOf({
    Nodes: resource("nodes"),
    Node: resource("{id}", "Nodes"),
    NodeGet: method("GET", "Node", "Get", guarded),
    RootAny: method("ANY", undefined, "Root"),
  });
  expect(api).toMatchObject({
    id: "Api",
    region: "eu-central-1",
    accountId: "123456789012",
    stage: "prod",
    binaryMediaTypes: [],
  });
  const authorizer = {
    functionArn: functionArn("Authorizer"),
    header: "Authorization",
    validation: /^(?:Bearer [a-z]+)$/,
    ttlSeconds: 60,
  };
  expect(api.methods).toEqual([
    {
      path: "/nodes/{id}",
      resourceId: "Node",
      httpMethod: "GET",
      authorizer,
      integration: {
        type: "AWS_PROXY",
        functionArn: functionArn("Get"),
        timeoutMs: 29_000,
        streams: false,
      },
    },
    {
      path: "/",
      resourceId: "root",
      httpMethod: "ANY",
      authorizer: undefined,
      integration: {
        type: "AWS_PROXY",
        functionArn: functionArn("Root"),
        timeoutMs: 29_000,
        streams: false,
      },
    },
  ]);
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
test("reads streams, which may take longer than other answers", () => {
  const api = apiOf({ Get: method("GET", undefined, streamed("Tell", 900_000)) });
  expect(api.methods[0]?.integration).toEqual({
    type: "AWS_PROXY",
    functionArn: functionArn("Tell"),
    timeoutMs: 900_000,
    streams: true,
  });
  const read = (integration: object) => () =>
    apiOf({ Get: method("GET", undefined, { ...integration }) });
  expect(read(streamed("Tell", 900_001))).toThrow("900000");
  expect(read({ ...streamed("Tell"), ResponseTransferMode: "BUFFERED" })).toThrow("29000");
  const buffered = { ...streamed("Tell", 20_000), ResponseTransferMode: "BUFFERED" };
  expect(read(buffered)).toThrow("does not end in invocations");
});

test("reads mock integrations and gateway responses", () => {
  const api = apiOf({
    Options: method("OPTIONS", undefined, mock),
    Missing: gatewayResponse("MISSING_AUTHENTICATION_TOKEN", { StatusCode: "404" }),
    Default: gatewayResponse("DEFAULT_5XX", { ResponseTemplates: { "application/json": "{}" } }),
  });
  expect(api.methods[0]?.integration).toMatchObject({
    type: "MOCK",
    passthroughBehavior: "WHEN_NO_MATCH",
    responses: [
      { statusCode: 204, selectionPattern: undefined },
      { statusCode: 405, selectionPattern: /^(?:4..)$/ },
    ],
  });
  expect([...api.gatewayResponses]).toEqual([
    ["MISSING_AUTHENTICATION_TOKEN", { statusCode: 404, parameters: {}, templates: {} }],
    [
      "DEFAULT_5XX",
      { statusCode: undefined, parameters: {}, templates: { "application/json": "{}" } },
    ],
  ]);
});

test.each([
  ["two APIs", { Second: { Type: "AWS::ApiGateway::RestApi", Properties: {} } }, "one REST API"],
  [
    "IAM authorization",
    { Get: method("GET", undefined, "Get", { AuthorizationType: "AWS_IAM" }) },
    "GET : no AWS_IAM authorization here",
  ],
  [
    "an authorizer that is not there",
    { Get: method("GET", undefined, "Get", { ...guarded, AuthorizerId: { Ref: "Lost" } }) },
    "does not have its authorizer",
  ],
  ["a resource that is not there", { Get: method("GET", "Lost", "Get") }, "the resource Lost"],
  ["an HTTP integration", { Get: method("GET", undefined, { Type: "HTTP_PROXY" }) }, "Type"],
])("says what it cannot serve: %s", (_what, resources, message) => {
  expect(() => apiOf(resources)).toThrow(message);
});
