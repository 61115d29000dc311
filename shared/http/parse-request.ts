import type * as z from "zod";
import type { ProblemDetail } from "#schemas/problem.ts";
import type { Route } from "#schemas/routes.ts";
import { AppError } from "../app-error.ts";
import { parseJson } from "./parse-json.ts";
import { parsePart } from "./parse-part.ts";

/** The parts of a gateway event a request is made of. */
export interface RawRequest {
  readonly pathParameters: Readonly<Record<string, string | undefined>> | null;
  readonly queryStringParameters: Readonly<Record<string, string | undefined>> | null;
  readonly headers: Readonly<Record<string, string | undefined>> | null;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

export interface ParsedRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: unknown;
  readonly body: unknown;
}

/** Most faults told at once; a hostile body could hold thousands. */
const mostErrors = 50;

/**
 * Every part of a request through the route's schemas.
 * @throws AppError with each fault's path, `body.tests[0].name` or `query.limit`
 */
export function parseRequest(route: Route, raw: RawRequest): ParsedRequest {
  const headers = lowerCased(raw.headers);
  const errors: ProblemDetail[] = [];
  const part = (name: string, schema: z.ZodType | undefined, value: unknown): unknown => {
    if (schema === undefined) return undefined;
    const parsed = parsePart(name, schema, value);
    if ("data" in parsed) return parsed.data;
    errors.push(...parsed.errors);
    return undefined;
  };
  const params = part("path", route.params, present(raw.pathParameters));
  const query = part("query", route.query, present(raw.queryStringParameters));
  const headerValues = part("headers", route.headers, headers);
  const body = part(
    "body",
    route.body,
    route.body === undefined ? undefined : bodyOf(route.body, raw, headers),
  );
  if (errors.length > 0) {
    throw new AppError("invalid_request", sentence(errors), {
      errors: errors.slice(0, mostErrors),
    });
  }
  return { params, query, headers: headerValues, body };
}

function bodyOf(schema: z.ZodType, raw: RawRequest, headers: Record<string, string>): unknown {
  const isEmpty = raw.body === null || raw.body === "";
  if (isEmpty && schema.safeParse(undefined).success) return undefined;
  const type = (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new AppError(
      "unsupported_media_type",
      "Send the body as JSON, with the header Content-Type: application/json.",
    );
  }
  const text = raw.isBase64Encoded
    ? Buffer.from(raw.body ?? "", "base64").toString("utf8")
    : (raw.body ?? "");
  return parseJson(text);
}

const sentence = (errors: readonly ProblemDetail[]): string => {
  const first = errors[0];
  const rest = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  const message = first?.message.replace(/\.$/, "");
  return `The request is not valid: ${first?.path}: ${message}${rest}.`;
};

const present = (values: RawRequest["queryStringParameters"]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );

/** Headers by their names in lower case; callers write them as they like. */
export const lowerCased = (values: RawRequest["headers"]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(present(values)).map(([name, value]) => [name.toLowerCase(), value]),
  );
