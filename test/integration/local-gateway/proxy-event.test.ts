import { expect, test } from "vitest";
import { guarded, method, resource } from "../../support/local-gateway/api-fixture.ts";
import { allowStage, gatewayOver } from "../../support/local-gateway/gateway-fixture.ts";

// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html

const echo = (event: unknown) => ({ statusCode: 200, body: JSON.stringify(event) });

const resources = {
  Nodes: resource("nodes"),
  Node: resource("{id}", "Nodes"),
  NodeAny: method("ANY", "Node", "Echo"),
  NodesPost: method("POST", "Nodes", "Echo", guarded),
};

const start = (more = {}) =>
  gatewayOver({ ...resources, ...more }, { Echo: echo, Authorizer: allowStage });

test("API Gateway sends the whole request in format 1.0", async () => {
  const gateway = await start();
  const { text, headers } = await gateway.send({
    path: "/nodes/a%20b?tag=one&tag=two&q=x+y%26",
    headers: { "X-Twice": ["1", "2"], "User-Agent": "test" },
  });
  const event = JSON.parse(text);
  expect(event).toMatchObject({
    resource: "/nodes/{id}",
    path: "/nodes/a%20b",
    httpMethod: "GET",
    queryStringParameters: { tag: "two", q: "x y&" },
    multiValueQueryStringParameters: { tag: ["one", "two"], q: ["x y&"] },
    pathParameters: { id: "a b" },
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
    requestContext: {
      accountId: "123456789012",
      apiId: "Api",
      domainName: "127.0.0.1",
      httpMethod: "GET",
      identity: { sourceIp: "127.0.0.1", userAgent: "test", accessKey: null },
      path: "/nodes/a%20b",
      protocol: "HTTP/1.1",
      requestId: headers["x-amzn-requestid"],
      resourceId: "Node",
      resourcePath: "/nodes/{id}",
      stage: "prod",
    },
  });
  expect(event.headers).toMatchObject({ "X-Twice": "2", "X-Forwarded-For": "127.0.0.1" });
  expect(event.multiValueHeaders["X-Twice"]).toEqual(["1", "2"]);
  expect(event.requestContext.requestTime).toMatch(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
  expect(event.requestContext).not.toHaveProperty("authorizer");
});

test("API Gateway sends null for parameters that are not there", async () => {
  const gateway = await start();
  const { text } = await gateway.send({
    method: "POST",
    path: "/nodes",
    headers: { authorization: "Bearer abc" },
    body: "ünïcode",
  });
  expect(JSON.parse(text)).toMatchObject({
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    body: "ünïcode",
    isBase64Encoded: false,
  });
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html
test.each([
  ["/prod/nodes/7", "/prod/nodes/7"],
  ["/nodes/7", "/nodes/7"],
])("API Gateway finds %s; only requestContext.path has the stage in it", async (path, fullPath) => {
  const gateway = await start();
  const event = JSON.parse((await gateway.send({ path })).text);
  expect(event.path).toBe("/nodes/7");
  expect(event.requestContext.path).toBe(fullPath);
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
test("API Gateway passes the authorizer's context on as strings", async () => {
  const gateway = await start();
  const { text } = await gateway.send({
    method: "POST",
    path: "/nodes",
    headers: { authorization: "Bearer abc" },
  });
  expect(JSON.parse(text).requestContext.authorizer).toEqual({
    principalId: "user-1",
    tenant: "t1",
    exp: "123",
    admin: "true",
    integrationLatency: expect.any(Number),
  });
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
test("API Gateway sends a body of a binary type in base64", async () => {
  const gateway = await start({
    Api: { Type: "AWS::ApiGateway::RestApi", Properties: { BinaryMediaTypes: ["image/*"] } },
  });
  const bytes = Buffer.from([0xff, 0x00, 0x80]);
  const send = async (type: string) =>
    JSON.parse(
      (
        await gateway.send({
          method: "PUT",
          path: "/nodes/7",
          headers: { "content-type": type },
          body: bytes,
        })
      ).text,
    );
  expect(await send("image/png")).toMatchObject({
    body: bytes.toString("base64"),
    isBase64Encoded: true,
  });
  expect(await send("text/plain")).toMatchObject({ isBase64Encoded: false });
});

test("API Gateway sends HEAD to a method for ANY and gives its answer without the body", async () => {
  const gateway = await start();
  const { status, headers, bytes } = await gateway.send({ method: "HEAD", path: "/nodes/7" });
  expect(status).toBe(200);
  expect(Number(headers["content-length"])).toBeGreaterThan(0);
  expect(bytes).toHaveLength(0);
});
