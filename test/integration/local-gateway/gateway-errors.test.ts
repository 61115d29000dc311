import { expect, test } from "vitest";
import { startGateway } from "../../../local/gateway/gateway.ts";
import {
  apiOf,
  gatewayResponse,
  method,
  resource,
} from "../../support/local-gateway/api-fixture.ts";
import { FunctionFailure, gatewayOver } from "../../support/local-gateway/gateway-fixture.ts";
import { sendRequest } from "../../support/local-gateway/send-request.ts";

// https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html

const resources = { Nodes: resource("nodes"), Any: method("ANY", "Nodes", "Nodes") };

const answering = (answer: unknown, more = {}) =>
  gatewayOver({ ...resources, ...more }, { Nodes: () => answer });

test.each([["/unknown"], ["/prod"], ["/prod/unknown"], ["/test/nodes"]])(
  "API Gateway answers 403 to the unknown path %s",
  async (path) => {
    const gateway = await answering(null);
    const { status, headers, text } = await gateway.send({ path });
    expect(status).toBe(403);
    expect(JSON.parse(text)).toEqual({ message: "Missing Authentication Token" });
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "x-amzn-errortype": "MissingAuthenticationTokenException",
      "x-amzn-requestid": expect.any(String),
    });
  },
);

test.each([["/nodes?q=%E0%A4%A"], ["/%zz"], ["*"]])(
  "API Gateway answers 400 to %s, which is not well encoded",
  async (path) => {
    const gateway = await answering({ statusCode: 200 });
    expect((await gateway.send({ path })).status).toBe(400);
  },
);

// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
test("API Gateway answers 413 to a body of more than 10 MB", async () => {
  const gateway = await answering({ statusCode: 200 });
  const send = (bytes: number, headers = {}) =>
    gateway.send({ method: "POST", path: "/nodes", body: Buffer.alloc(bytes), headers });
  const limit = 10 * 1024 * 1024;
  expect((await send(limit)).status).toBe(200);
  expect((await send(limit + 1)).status).toBe(413);
  expect((await send(limit + 1, { "transfer-encoding": "chunked" })).status).toBe(413);
});

test("API Gateway answers 431 to more than 10,240 bytes of headers", async () => {
  const gateway = await answering({ statusCode: 200 });
  const headers = { "x-long": "x".repeat(10_300) };
  expect((await gateway.send({ path: "/nodes", headers })).status).toBe(431);
});

test.each([
  ["a function that fails", new FunctionFailure("no")],
  ["an answer of no known form", "hello"],
  ["an answer whose body is no text", { statusCode: 200, body: {} }],
])("API Gateway answers 502 to %s and tells nothing of it", async (_what, answer) => {
  const gateway = await answering(answer);
  const { status, text } = await gateway.send({ path: "/nodes" });
  expect(status).toBe(502);
  expect(JSON.parse(text)).toEqual({ message: "Internal server error" });
});

test("API Gateway gives up after the time of the integration", async () => {
  const slow = method("ANY", "Nodes", "Nodes");
  const Integration = { ...(slow.Properties.Integration as object), TimeoutInMillis: 50 };
  const Any = { ...slow, Properties: { ...slow.Properties, Integration } };
  const gateway = await gatewayOver({ ...resources, Any }, { Nodes: () => new Promise(() => {}) });
  const { status, text } = await gateway.send({ path: "/nodes" });
  expect(status).toBe(504);
  expect(JSON.parse(text)).toEqual({ message: "Endpoint request timed out" });
});

test.each([
  ["TooManyRequestsException", 500],
  ["RequestTooLargeException", 413],
])("API Gateway answers to Lambda's %s with %i", async (name, expected) => {
  const gateway = await startGateway({
    api: apiOf(resources),
    invoke: () => Promise.reject(Object.assign(new Error("refused"), { name })),
  });
  const { status } = await sendRequest(gateway, { path: "/nodes" });
  await gateway.close();
  expect(status).toBe(expected);
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
test("API Gateway shapes its own answers as the gateway response for the type says", async () => {
  const gateway = await answering(null, {
    Missing: gatewayResponse("MISSING_AUTHENTICATION_TOKEN", {
      StatusCode: "404",
      ResponseParameters: {
        "gatewayresponse.header.Content-Type": "'application/problem+json'",
        "gatewayresponse.header.Access-Control-Allow-Origin": "method.request.header.Origin",
        "gatewayresponse.header.X-Request": "context.requestId",
        "gatewayresponse.header.X-None": "method.request.header.None",
      },
      ResponseTemplates: {
        "application/json":
          '{"detail":$context.error.messageString,"id":"$context.requestId","path":"$context.path"}',
      },
    }),
  });
  const { status, headers, text } = await gateway.send({
    path: "/prod/x",
    headers: { Origin: "https://a.example" },
  });
  const id = headers["x-amzn-requestid"];
  expect(status).toBe(404);
  expect(headers).toMatchObject({
    "content-type": "application/problem+json",
    "access-control-allow-origin": "https://a.example",
    "x-request": id,
  });
  expect(headers).not.toHaveProperty("x-none");
  expect(JSON.parse(text)).toEqual({ detail: "Missing Authentication Token", id, path: "/prod/x" });
});

test("API Gateway falls back to the responses for a whole class of errors", async () => {
  const gateway = await answering("malformed", {
    Client: gatewayResponse("DEFAULT_4XX", {
      ResponseTemplates: { "application/json": "4xx $context.error.responseType" },
    }),
    Server: gatewayResponse("DEFAULT_5XX", {
      StatusCode: "500",
      ResponseTemplates: { "application/json": "5xx $context.error.responseType" },
    }),
  });
  expect(await gateway.send({ path: "/x" })).toMatchObject({
    status: 403,
    text: "4xx MISSING_AUTHENTICATION_TOKEN",
  });
  expect(await gateway.send({ path: "/nodes" })).toMatchObject({
    status: 500,
    text: "5xx DEFAULT_5XX",
  });
});
