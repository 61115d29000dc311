import { expect, test } from "vitest";
import { method, resource } from "../../support/local-gateway/api-fixture.ts";
import { gatewayOver } from "../../support/local-gateway/gateway-fixture.ts";

// https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html

const mock = (more: Record<string, unknown>) =>
  gatewayOver(
    {
      Nodes: resource("nodes"),
      Any: method("ANY", "Nodes", {
        Type: "MOCK",
        RequestTemplates: { "application/json": '{"statusCode":200}' },
        ...more,
      }),
    },
    {},
  );

const answer = (StatusCode: string, body: string, more = {}) => ({
  StatusCode,
  ResponseTemplates: { "application/json": body },
  ...more,
});

test("API Gateway answers from a template, with mapped headers", async () => {
  const gateway = await mock({
    PassthroughBehavior: "NEVER",
    IntegrationResponses: [
      answer("405", '{"requestId":"$context.requestId","who":"$input.params(\'who\')"}', {
        ResponseParameters: {
          "method.response.header.Allow": "'GET, POST'",
          "method.response.header.Content-Type": "'application/problem+json'",
        },
      }),
    ],
  });
  const { status, headers, text } = await gateway.send({ method: "PUT", path: "/nodes?who=me" });
  expect(status).toBe(405);
  expect(headers).toMatchObject({ allow: "GET, POST", "content-type": "application/problem+json" });
  expect(JSON.parse(text)).toEqual({ requestId: headers["x-amzn-requestid"], who: "me" });
});

test("API Gateway selects the response by the status of the request template", async () => {
  const IntegrationResponses = [
    answer("200", "all others"),
    answer("404", "not found", { SelectionPattern: "4\\d\\d" }),
  ];
  const template =
    "#if($input.params('q') == '')#set($s = 200)#else#set($s = 404)#end{statusCode:$s}";
  const gateway = await mock({
    IntegrationResponses,
    RequestTemplates: { "application/json": template },
  });
  expect(await gateway.send({ path: "/nodes" })).toMatchObject({ status: 200, text: "all others" });
  expect(await gateway.send({ path: "/nodes?q=1" })).toMatchObject({
    status: 404,
    text: "not found",
  });
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
test.each([
  ["NEVER", "text/plain", '{"statusCode":200}', 415],
  ["WHEN_NO_TEMPLATES", "text/plain", '{"statusCode":200}', 415],
  ["WHEN_NO_MATCH", "text/plain", '{"statusCode":200}', 200],
  ["WHEN_NO_MATCH", "text/plain", "no status in it", 500],
  ["NEVER", "application/json; charset=utf-8", "anything", 200],
])(
  "API Gateway with passthrough %s answers %s %j with %i",
  async (behavior, type, body, expected) => {
    const gateway = await mock({
      PassthroughBehavior: behavior,
      IntegrationResponses: [answer("200", "ok")],
    });
    const { status } = await gateway.send({
      method: "POST",
      path: "/nodes",
      headers: { "content-type": type },
      body,
    });
    expect(status).toBe(expected);
  },
);

test("API Gateway answers 500 where no response fits", async () => {
  const gateway = await mock({
    IntegrationResponses: [answer("200", "", { SelectionPattern: "4" })],
  });
  expect((await gateway.send({ path: "/nodes" })).status).toBe(500);
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
test.each([
  ["https://a.example", "https://a.example"],
  ["https://b.example", "https://b.example"],
  ["https://other.example", "https://a.example"],
])("API Gateway answers a preflight from %s as CDK's template says", async (Origin, allowed) => {
  const gateway = await mock({
    IntegrationResponses: [
      answer(
        "204",
        '#set($origin = $input.params().header.get("Origin"))\n#if($origin == "")\n  #set($origin = $input.params().header.get("origin"))\n#end\n#if($origin == "https://b.example")\n  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)\n#end',
        {
          ResponseParameters: {
            "method.response.header.Access-Control-Allow-Origin": "'https://a.example'",
            "method.response.header.Vary": "'Origin'",
          },
        },
      ),
    ],
  });
  const { status, headers, text } = await gateway.send({
    method: "OPTIONS",
    path: "/prod/nodes",
    headers: { Origin },
  });
  expect(status).toBe(204);
  expect(headers).toMatchObject({ "access-control-allow-origin": allowed, vary: "Origin" });
  expect(text).toBe("");
});

test("API Gateway's template may choose the status", async () => {
  const gateway = await mock({
    IntegrationResponses: [answer("200", "#set($context.responseOverride.status = 418)tea")],
  });
  expect(await gateway.send({ path: "/nodes" })).toMatchObject({ status: 418, text: "tea" });
});
