import { Duration } from "aws-cdk-lib";
import {
  AuthorizationType,
  type IResource,
  MockIntegration,
  PassthroughBehavior,
} from "aws-cdk-lib/aws-apigateway";
import { type Route, routes } from "#schemas/routes.ts";
import { acknowledge } from "../acknowledge.ts";
import { corsOfGateway, problemTemplate, quoted } from "./gateway-problems.ts";

const withoutToken = {
  "AwsSolutions-APIG4":
    "A fixed answer that no function is asked for; it says nothing of a tenant.",
};

/** What browsers may read of our answers, beside the plain headers. */
const exposedHeaders = [
  "ETag",
  "Idempotency-Replayed",
  "Link",
  "Location",
  "Preference-Applied",
  "RateLimit",
  "RateLimit-Limit",
  "RateLimit-Policy",
  "RateLimit-Remaining",
  "RateLimit-Reset",
  "Retry-After",
  "X-Request-Id",
];

/** Tells a browser what it may send; preflights carry no token. */
export function answerPreflight(
  resource: IResource,
  methods: readonly string[],
  origins: string,
): void {
  const preflight = resource.addCorsPreflight({
    allowOrigins: origins.split(",").map((origin) => origin.trim()),
    allowMethods: [...methods],
    allowHeaders: acceptedHeaders(),
    exposeHeaders: exposedHeaders,
    maxAge: Duration.hours(1),
  });
  acknowledge(preflight, withoutToken);
}

/** Those every request may have, and those a route declares. */
function acceptedHeaders(): string[] {
  const declared = Object.values<Route>(routes).flatMap(({ headers }) =>
    Object.keys(headers?.shape ?? {}),
  );
  return [...new Set(["authorization", "content-type", ...declared])].sort();
}

/** 405 for every method a path does not have, where the gateway alone would say it is unknown. */
export function answerOtherMethods(
  resource: IResource,
  methods: readonly string[],
  origins: string,
): void {
  const headers = {
    "Content-Type": "application/problem+json",
    Allow: [...methods, ...(origins === "" ? [] : ["OPTIONS"])].join(", "),
    ...corsOfGateway(origins),
  };
  const integration = new MockIntegration({
    requestTemplates: { "application/json": '{"statusCode":405}' },
    // A body of another type than JSON is 415, as on the methods that are there.
    passthroughBehavior: PassthroughBehavior.NEVER,
    integrationResponses: [
      {
        statusCode: "405",
        responseTemplates: {
          "application/json": problemTemplate(
            "method_not_allowed",
            `This path takes ${methods.join(", ")}.`,
          ),
        },
        responseParameters: onMethod(quoted(headers)),
      },
    ],
  });
  const declared = Object.fromEntries(Object.keys(headers).map((name) => [name, true] as const));
  const others = resource.addMethod("ANY", integration, {
    authorizationType: AuthorizationType.NONE,
    methodResponses: [{ statusCode: "405", responseParameters: onMethod(declared) }],
  });
  acknowledge(others, withoutToken);
}

/** The names under which a method's answer knows its headers. */
function onMethod<Value>(headers: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, value]),
  );
}
