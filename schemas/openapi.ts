import * as z from "zod";
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from "zod-openapi";
import { type ErrorCode, Problem, problems } from "./problem.ts";
import { type Answer, type Route, routes } from "./routes.ts";

/** Codes that any operation can answer, by what it takes. */
function problemsOf(route: Route): ErrorCode[] {
  const always: ErrorCode[] = ["internal", "unavailable", "timeout", "rate_limited"];
  const takesSomething = route.params ?? route.query ?? route.headers ?? route.body;
  return [
    ...new Set<ErrorCode>([
      ...route.problems,
      ...(takesSomething === undefined ? [] : ["invalid_request" as const]),
      ...(route.body === undefined
        ? []
        : (["malformed_json", "payload_too_large", "unsupported_media_type"] as const)),
      ...(route.auth === "none" ? [] : (["unauthorized"] as const)),
      ...(route.auth === "admin" ? (["forbidden"] as const) : []),
      ...always,
    ]),
  ];
}

function headersObject(headers: Answer["headers"]) {
  if (headers === undefined) return {};
  const described = Object.entries(headers).map(([name, description]) => [
    name,
    { description, schema: { type: "string" as const } },
  ]);
  return { headers: Object.fromEntries(described) };
}

function answerObject({ description, body, events, empty, mediaType, headers }: Answer) {
  const told = { description, ...headersObject(headers) };
  if (empty) return told;
  const whole = { [mediaType ?? "application/json"]: { schema: body ?? z.string() } };
  return {
    ...told,
    content: {
      ...(events && { "text/event-stream": { schema: eventStream } }),
      ...(events && body === undefined ? {} : whole),
    },
  };
}

/** The notation has no words for the parts of a stream; its reference makes the schema known. */
const eventStream = z.string().describe("Server-sent events; the `data` of each is a `JobEvent`");

const limitHeaders = {
  "retry-after": "Seconds after which the same request may be taken",
  ratelimit: "What is left of the limit, and in how many seconds it is whole again",
  "ratelimit-policy": "The limit and its window in seconds",
};

function problemObjects(codes: readonly ErrorCode[], headers: Route["problemHeaders"]) {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = problems[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, listed]) => [
      String(status),
      {
        description: listed.map((code) => `\`${code}\`: ${problems[code].title}.`).join(" "),
        ...headersObject(status === 429 ? { ...headers, ...limitHeaders } : headers),
        content: { "application/problem+json": { schema: Problem } },
      },
    ]),
  );
}

function operationObject(name: string, route: Route): ZodOpenApiOperationObject {
  const answers = Object.entries(route.answers).map(([status, answer]) => [
    status,
    answerObject(answer),
  ]);
  return {
    operationId: name,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    security: securityOf(route),
    ...(route.params || route.query || route.headers
      ? {
          requestParams: {
            ...(route.params ? { path: route.params } : {}),
            ...(route.query ? { query: route.query } : {}),
            ...(route.headers ? { header: route.headers } : {}),
          },
        }
      : {}),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: !isOptional(route.body),
            content: { "application/json": { schema: route.body } },
          },
        }),
    responses: {
      ...Object.fromEntries(answers),
      ...problemObjects(problemsOf(route), route.problemHeaders),
    },
  };
}

const securityOf = ({ auth }: Route) => {
  if (auth === "none") return [];
  return auth === "ticket" ? [{ ticket: [] }] : [{ token: [] }];
};

const isOptional = (body: z.ZodType): boolean => body.safeParse(undefined).success;

/** The OpenAPI 3.1 description of the route table. `server` is the URL prefix of the service. */
export function openapiDocument({ version, server }: { version: string; server: string }) {
  const paths: ZodOpenApiPathsObject = {};
  for (const [name, route] of Object.entries<Route>(routes)) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operationObject(name, route),
    };
  }
  return createDocument({
    openapi: "3.1.1",
    info: {
      title: "Nodesmith",
      version,
      description:
        "One sentence in, one workflow node out: generated, run in a sandbox, versioned. Errors are `application/problem+json` (RFC 9457) with a stable `code`. Requests are limited by tenant; every answer to one that has a token tells what is left in `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers), and in `RateLimit-Limit`, `-Remaining` and `-Reset` as its earlier versions did.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: server === "" ? "/" : server }],
    tags: [
      { name: "Nodes", description: "Make, change and run nodes" },
      { name: "Versions", description: "Every version of a node, kept whole" },
      { name: "Jobs", description: "Generations under way" },
      { name: "Configurations", description: "Language models and their keys" },
      { name: "Service", description: "State and description of the service" },
    ],
    paths,
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        ticket: {
          type: "apiKey",
          in: "query",
          name: "ticket",
          description: "Part of a job's `eventsUrl`; good for 15 minutes and that job's events",
        },
      },
    },
  });
}
