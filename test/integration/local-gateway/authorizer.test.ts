import { expect, test, vi } from "vitest";
import {
  gatewayResponse,
  guarded,
  method,
  resource,
} from "../../support/local-gateway/api-fixture.ts";
import {
  type AuthorizerEvent,
  allowStage,
  FunctionFailure,
  gatewayOver,
  type Handler,
} from "../../support/local-gateway/gateway-fixture.ts";

// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html

const resources = {
  Nodes: resource("nodes"),
  Get: method("GET", "Nodes", "Nodes", guarded),
  Post: method("POST", "Nodes", "Nodes", guarded),
  Options: method("OPTIONS", "Nodes", {
    Type: "MOCK",
    RequestTemplates: { "application/json": "{ statusCode: 200 }" },
    IntegrationResponses: [{ StatusCode: "204" }],
  }),
};

async function start(authorize: Handler, options = {}) {
  const authorizer = vi.fn(authorize);
  const called = vi.fn(() => ({ statusCode: 200, body: "in" }));
  const gateway = await gatewayOver(resources, { Nodes: called, Authorizer: authorizer }, options);
  const send = (token?: string, httpMethod = "GET") =>
    gateway.send({
      method: httpMethod,
      path: "/nodes",
      headers: token === undefined ? {} : { authorization: token },
    });
  return { send, authorizer, called };
}

test("API Gateway tells the authorizer the token and the method, then calls the function", async () => {
  const { send, authorizer } = await start(allowStage);
  expect(await send("Bearer abc")).toMatchObject({ status: 200, text: "in" });
  expect(authorizer).toHaveBeenCalledWith({
    type: "TOKEN",
    authorizationToken: "Bearer abc",
    methodArn: "arn:aws:execute-api:eu-central-1:123456789012:Api/prod/GET/nodes",
  });
});

test.each([
  ["no token", undefined],
  ["a token that does not match the expression", "Basic abc"],
  ["a token of which only a part matches", "Bearer abc!"],
  ["an empty token", ""],
])("API Gateway answers 401 to %s and asks nobody", async (_what, token) => {
  const { send, authorizer } = await start(allowStage);
  const { status, text, headers } = await send(token);
  expect(status).toBe(401);
  expect(JSON.parse(text)).toEqual({ message: "Unauthorized" });
  expect(headers["x-amzn-errortype"]).toBe("UnauthorizedException");
  expect(authorizer).not.toHaveBeenCalled();
});

test("API Gateway lets OPTIONS without an authorizer through", async () => {
  const { send, authorizer } = await start(allowStage);
  expect((await send(undefined, "OPTIONS")).status).toBe(204);
  expect(authorizer).not.toHaveBeenCalled();
});

// …/api-gateway-lambda-authorizer-output.html on policies, and on caching of them by token
test("API Gateway asks once per token and time to live, for all methods", async () => {
  let now = 1_000_000;
  const { send, authorizer } = await start(allowStage, { now: () => now });
  await send("Bearer abc");
  await send("Bearer abc", "POST");
  expect(authorizer).toHaveBeenCalledTimes(1);
  await send("Bearer other");
  expect(authorizer).toHaveBeenCalledTimes(2);
  now += 60_001;
  await send("Bearer abc");
  expect(authorizer).toHaveBeenCalledTimes(3);
});

test("API Gateway holds a cached policy for one method against the next method", async () => {
  const { send } = await start(({ methodArn }) => ({
    principalId: "user-1",
    policyDocument: {
      Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: methodArn }],
    },
  }));
  expect((await send("Bearer abc")).status).toBe(200);
  const refused = await send("Bearer abc", "POST");
  expect(refused.status).toBe(403);
  expect(JSON.parse(refused.text).message).toBe("User is not authorized to access this resource");
});

test("API Gateway answers 403 to a denial", async () => {
  const { send, called } = await start(() => ({
    principalId: "user-1",
    policyDocument: {
      Statement: [{ Effect: "Deny", Action: "execute-api:Invoke", Resource: "*" }],
    },
  }));
  const { status, text } = await send("Bearer abc");
  expect(status).toBe(403);
  expect(JSON.parse(text).message).toBe(
    "User is not authorized to access this resource with an explicit deny",
  );
  expect(called).not.toHaveBeenCalled();
});

test.each([
  [
    "401 to the one word Unauthorized",
    () => new FunctionFailure("Unauthorized"),
    401,
    "Unauthorized",
  ],
  ["500 to any other failure", () => new FunctionFailure("unauthorized!"), 500, null],
  ["500 to an answer that is no policy", () => ({ isAuthorized: true }), 500, null],
  [
    "500 to a context with objects in it",
    (event: AuthorizerEvent) => ({ ...(allowStage(event) as object), context: { roles: [] } }),
    500,
    null,
  ],
  [
    "500 when the authorizer cannot be called",
    () => {
      throw new Error("throttled");
    },
    500,
    null,
  ],
])(
  "API Gateway answers %s, and remembers none of it",
  async (_what, authorize, status, message) => {
    const { send, authorizer, called } = await start(authorize);
    const answer = await send("Bearer abc");
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toEqual({ message });
    await send("Bearer abc");
    expect(authorizer).toHaveBeenCalledTimes(2);
    expect(called).not.toHaveBeenCalled();
  },
);

test("API Gateway tells a failing authorizer from one that answers nonsense", async () => {
  const typed = { ResponseTemplates: { "application/json": "$context.error.responseType" } };
  const types = {
    ...resources,
    Failure: gatewayResponse("AUTHORIZER_FAILURE", { StatusCode: "503", ...typed }),
    Configuration: gatewayResponse("AUTHORIZER_CONFIGURATION_ERROR", typed),
  };
  const request = { path: "/nodes", headers: { authorization: "Bearer abc" } };
  const failing = await gatewayOver(types, { Authorizer: () => new FunctionFailure("x") });
  expect(await failing.send(request)).toMatchObject({ status: 503, text: "AUTHORIZER_FAILURE" });
  const nonsense = await gatewayOver(types, { Authorizer: () => "yes" });
  expect(await nonsense.send(request)).toMatchObject({
    status: 500,
    text: "AUTHORIZER_CONFIGURATION_ERROR",
  });
});
