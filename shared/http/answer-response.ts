import type { Route } from "#schemas/routes.ts";
import type { HttpResponse } from "./problem-response.ts";

/**
 * An answer through the route's schema, so that nothing undeclared leaves. An answer that does not
 * fit is our fault: it is thrown and becomes a 500.
 */
export function answerResponse(
  route: Route,
  answer: { status: PropertyKey; body: unknown; headers?: Record<string, string> },
): HttpResponse {
  const declared = route.answers[Number(answer.status)];
  if (declared === undefined) throw new Error(`${String(answer.status)} is not declared`);
  const mediaType = declared.mediaType ?? "application/json";
  return {
    statusCode: Number(answer.status),
    headers: { "content-type": mediaType, ...answer.headers },
    body:
      declared.body === undefined
        ? String(answer.body)
        : JSON.stringify(declared.body.parse(answer.body)),
  };
}
