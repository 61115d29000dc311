import type { Answer, Route } from "#schemas/routes.ts";
import type { HttpResponse } from "./problem-response.ts";

/** What an operation answers with, before it is checked. */
export interface Answered {
  readonly status: PropertyKey;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

/**
 * An answer through the route's schema, so that nothing undeclared leaves. An answer that does not
 * fit is our fault: it is thrown and becomes a 500.
 */
export function answerResponse(route: Route, answer: Answered): HttpResponse {
  const declared = declaredAnswer(route, answer);
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

export function declaredAnswer(route: Route, { status }: Answered): Answer {
  const declared = route.answers[Number(status)];
  if (declared === undefined) throw new Error(`${String(status)} is not declared`);
  return declared;
}
