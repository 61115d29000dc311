import { ResponseType } from "aws-cdk-lib/aws-apigateway";
import { describe, expect, it } from "vitest";
import { Problem, problems } from "#schemas/problem.ts";
import { type Route, routes } from "#schemas/routes.ts";
import { AppError } from "#shared/app-error.ts";
import { exposedHeaders } from "#shared/http/cors-headers.ts";
import { problemOf } from "#shared/http/problem-response.ts";
import { mostFollowedMs } from "#shared/jobs/follow-job-events.ts";
import { pascalCase } from "../../../cdk/constructs/readable-stack.ts";
import { apiMethods, gatewayResponses, leadsTo } from "../../support/cdk/api-methods.ts";
import { ofType, resource, synthesizedTemplates } from "../../support/cdk/templates.ts";

const { service } = synthesizedTemplates();
const methods = apiMethods(service);
const paths = [...new Set(Object.values<Route>(routes).map(({ path }) => path))];

describe.each(Object.entries<Route>(routes))("the operation %s", (name, route) => {
  it("is a method before its function, open only if the route says so", () => {
    const method = methods.get(`${route.method} ${route.path}`);
    expect(method?.Integration.Type).toBe("AWS_PROXY");
    expect(leadsTo(method?.Integration.Uri, `${pascalCase(name)}Function`)).toBe(true);
    const isOpen = route.auth === "none" || route.auth === "ticket";
    expect(method?.AuthorizationType).toBe(isOpen ? "NONE" : "CUSTOM");
    expect(method?.AuthorizerId?.Ref).toBe(isOpen ? undefined : "ApiAuthorizer");
  });

  it("is streamed only if the route says so, and then waited for as long as that may take", () => {
    const { ResponseTransferMode, TimeoutInMillis, Uri } =
      methods.get(`${route.method} ${route.path}`)?.Integration ?? {};
    const address = JSON.stringify(Uri);
    if (!route.streams) {
      expect(ResponseTransferMode).toBeUndefined();
      expect(address).toContain("/invocations");
      return;
    }
    expect(ResponseTransferMode).toBe("STREAM");
    expect(address).toContain("/2021-11-15/functions/");
    expect(address).toContain("/response-streaming-invocations");
    // A stream ends by itself first, then the gateway gives up, then Lambda.
    expect(TimeoutInMillis).toBe(115_000);
    expect(mostFollowedMs).toBeLessThan(115_000);
    expect(route.timeoutSeconds).toBe(120);
  });
});

describe.each(paths)("the path %s", (path) => {
  const own = Object.values<Route>(routes).filter((route) => route.path === path);
  const names = own.map(({ method }) => method);

  it("tells browsers what they may send, without a token", () => {
    const preflight = methods.get(`OPTIONS ${path}`);
    expect(preflight).toMatchObject({ AuthorizationType: "NONE", Integration: { Type: "MOCK" } });
    const headers = preflight?.Integration.IntegrationResponses[0]?.ResponseParameters;
    const allowed = "method.response.header.Access-Control-Allow";
    expect(headers?.[`${allowed}-Methods`]).toBe(`'${names.join(",")}'`);
    expect(headers?.[`${allowed}-Headers`]).toBe(
      "'accept,authorization,content-type,idempotency-key,if-match,last-event-id,prefer'",
    );
    expect(headers?.[`${allowed}-Origin`]).toBe("'*'");
  });

  it("answers every other method with a problem that names those it takes", () => {
    const others = methods.get(`ANY ${path}`);
    const answer = others?.Integration.IntegrationResponses[0];
    expect(others).toMatchObject({ AuthorizationType: "NONE", Integration: { Type: "MOCK" } });
    expect(answer?.StatusCode).toBe("405");
    expect(answer?.ResponseParameters["method.response.header.Allow"]).toBe(
      `'${[...names, "OPTIONS"].join(", ")}'`,
    );
    const problem = Problem.parse(JSON.parse(answer?.ResponseTemplates["application/json"] ?? ""));
    expect(problem).toMatchObject({ status: 405, code: "method_not_allowed" });
    expect(problem.requestId).toBe("$context.requestId");
  });
});

describe("the API", () => {
  it("has the methods of the route table and no more", () => {
    expect(methods.size).toBe(Object.keys(routes).length + 2 * paths.length);
  });

  it("checks tokens by the authorizer and keeps the result for a minute", () => {
    const { Properties } = resource(service, "ApiAuthorizer");
    expect(Properties).toMatchObject({
      Type: "TOKEN",
      AuthorizerResultTtlInSeconds: 60,
      IdentitySource: "method.request.header.Authorization",
    });
    expect(leadsTo(Properties.AuthorizerUri, "AuthorizerFunction")).toBe(true);
    const tokens = new RegExp(String(Properties.IdentityValidationExpression));
    expect("Bearer eyJh_-.eyJz.c2ln").toMatch(tokens);
    for (const other of ["", "Bearer", "Bearer a.b", "Basic YTpi", "Bearer a.b.c d"]) {
      expect(other).not.toMatch(tokens);
    }
  });

  it("can be called through the gateway alone, without the console's test button", () => {
    const permissions = ofType(service, "AWS::Lambda::Permission");
    expect(permissions.length).toBe(Object.keys(routes).length + 1);
    for (const [, { Properties }] of permissions) {
      expect(Properties).toMatchObject({ Principal: "apigateway.amazonaws.com" });
      expect(JSON.stringify(Properties.SourceArn)).not.toContain("test-invoke-stage");
    }
  });

  it("is throttled, logs each request, and leaves the account's settings alone", () => {
    const [[, stage] = []] = ofType(service, "AWS::ApiGateway::Stage");
    expect(stage?.Properties).toMatchObject({
      StageName: "dev",
      MethodSettings: [{ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 }],
    });
    expect(JSON.stringify(stage?.Properties.AccessLogSetting)).toContain("ApiAccessLogs");
    expect(ofType(service, "AWS::ApiGateway::Account")).toEqual([]);
  });
});

describe("an answer of the gateway itself", () => {
  const responses = gatewayResponses(service);

  it("is mapped for every type the gateway has", () => {
    const known = Object.values(ResponseType).filter((type) => type instanceof ResponseType);
    expect([...responses.keys()].sort()).toEqual(known.map((type) => type.responseType).sort());
  });

  it.each([...responses])("of type %s is a problem like ours", (_type, response) => {
    const body = response.ResponseTemplates["application/json"];
    const problem = Problem.parse(JSON.parse(body));
    const ours = problemOf(new AppError(problem.code, problem.detail), "$context.requestId");
    expect(problem).toEqual(ours);
    expect(response.StatusCode).toBe(String(problems[problem.code].status));
    expect(response.ResponseParameters).toMatchObject({
      "gatewayresponse.header.Content-Type": "'application/problem+json'",
      "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
    });
    // A directive of the template language starts with it.
    expect(body).not.toContain("#");
  });

  it.each([
    ["MISSING_AUTHENTICATION_TOKEN", "not_found"],
    ["UNAUTHORIZED", "unauthorized"],
    ["ACCESS_DENIED", "forbidden"],
    ["AUTHORIZER_FAILURE", "unavailable"],
    ["AUTHORIZER_CONFIGURATION_ERROR", "unavailable"],
    ["INTEGRATION_TIMEOUT", "timeout"],
    ["REQUEST_TOO_LARGE", "payload_too_large"],
    ["UNSUPPORTED_MEDIA_TYPE", "unsupported_media_type"],
    ["THROTTLED", "rate_limited"],
    ["QUOTA_EXCEEDED", "rate_limited"],
  ])("of type %s has the code %s", (type, code) => {
    const body = responses.get(type)?.ResponseTemplates["application/json"] ?? "";
    expect(JSON.parse(body)).toMatchObject({ code });
  });
});

describe("origins of browsers", () => {
  const origin = "gatewayresponse.header.Access-Control-Allow-Origin";

  it("are the one that is set, also where the gateway answers itself", () => {
    const environment = { CORS_ORIGINS: "https://app.example" };
    const { service: one } = synthesizedTemplates({ environment });
    expect(gatewayResponses(one).get("THROTTLED")?.ResponseParameters[origin]).toBe(
      "'https://app.example'",
    );
  });

  it("may be several: preflights choose, the gateway's own errors are open to all", () => {
    const environment = { CORS_ORIGINS: "https://a.example, https://b.example" };
    const { service: several } = synthesizedTemplates({ environment });
    const preflight = apiMethods(several).get("OPTIONS /health")?.Integration;
    const [answer] = preflight?.IntegrationResponses ?? [];
    expect(JSON.stringify(answer?.ResponseTemplates)).toContain("https://b.example");
    expect(gatewayResponses(several).get("THROTTLED")?.ResponseParameters[origin]).toBe("'*'");
  });

  it("may be none: then there is no preflight", () => {
    const { service: none } = synthesizedTemplates({ environment: { CORS_ORIGINS: "" } });
    expect(apiMethods(none).has("OPTIONS /health")).toBe(false);
    expect(gatewayResponses(none).get("THROTTLED")?.ResponseParameters[origin]).toBeUndefined();
  });

  it("may read the headers that functions expose", () => {
    const [answer] = methods.get("OPTIONS /health")?.Integration.IntegrationResponses ?? [];
    const exposed =
      answer?.ResponseParameters["method.response.header.Access-Control-Expose-Headers"];
    expect(exposed?.toLowerCase()).toBe(`'${exposedHeaders.replaceAll(", ", ",")}'`);
  });
});
