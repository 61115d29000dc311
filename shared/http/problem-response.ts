import { type ErrorCode, type Problem, problems, problemType } from "#schemas/problem.ts";
import { AppError } from "../app-error.ts";
import { replayedHeader } from "./idempotency-key.ts";
import { passingFault } from "./passing-fault.ts";

/** The problem for anything thrown: a caller's fault as it is, everything else in one sentence. */
export function problemOf(thrown: unknown, requestId: string): Problem {
  const error = passingFault(thrown) ?? thrown;
  if (!(error instanceof AppError)) {
    return problem("internal", `Please try again; if it persists, name request ${requestId}.`);
  }
  return problem(error.code, error.message);

  function problem(code: ErrorCode, detail: string): Problem {
    const { status, title } = problems[code];
    const { errors, jobId } = error instanceof AppError ? error : {};
    return {
      type: problemType(code),
      title,
      status,
      code,
      detail,
      ...(errors === undefined ? {} : { errors: [...errors] }),
      requestId,
      ...(jobId === undefined ? {} : { jobId }),
    };
  }
}

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** The problem as an answer, with the job that failed as its `Location`. */
export function problemResponse(
  thrown: unknown,
  { requestId, basePath }: { requestId: string; basePath: string },
): HttpResponse {
  const error = passingFault(thrown) ?? thrown;
  const body = problemOf(error, requestId);
  const retryAfter = error instanceof AppError ? error.retryAfterSeconds : undefined;
  return {
    statusCode: body.status,
    headers: {
      "content-type": "application/problem+json",
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
      ...(body.jobId === undefined ? {} : { location: `${basePath}/api/jobs/${body.jobId}` }),
      ...(error instanceof AppError && error.replayed && replayedHeader),
      ...(body.status === 401 ? { "www-authenticate": "Bearer" } : {}),
    },
    body: JSON.stringify(body),
  };
}
