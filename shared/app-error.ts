import type { JobId } from "#schemas/identifiers.ts";
import type { ErrorCode, ProblemDetail } from "#schemas/problem.ts";

/**
 * The caller's fault, or a refusal the caller is told of: shown as a problem with this code.
 * Everything else that is thrown is ours and reaches the caller as one fixed sentence.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly errors: readonly ProblemDetail[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** The job that failed with it. */
  readonly jobId: JobId | undefined;
  /** Whether the same request had this answer before. */
  readonly replayed: boolean;

  constructor(
    code: ErrorCode,
    detail: string,
    more: {
      errors?: readonly ProblemDetail[];
      retryAfterSeconds?: number;
      jobId?: JobId | undefined;
      replayed?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: more.cause });
    this.code = code;
    this.errors = more.errors;
    this.retryAfterSeconds = more.retryAfterSeconds;
    this.jobId = more.jobId;
    this.replayed = more.replayed ?? false;
  }
}

/** What is absent and what is another tenant's are told in the same words. */
export const notFound = (what: "node" | "version" | "job" | "configuration"): AppError =>
  new AppError("not_found", `There is no ${what} with this id.`);
