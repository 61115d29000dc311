import * as z from "zod";
import { JobId } from "./identifiers.ts";

/** The closed union of error codes, each with its status and the title shown with it. */
export const problems = {
  malformed_json: { status: 400, title: "The body is not valid JSON" },
  invalid_request: { status: 400, title: "The request is not valid" },
  invalid_cursor: { status: 400, title: "The cursor is not one we gave" },
  invalid_inputs: { status: 400, title: "The inputs do not fit the node's input schema" },
  unauthorized: { status: 401, title: "A valid token is needed" },
  forbidden: { status: 403, title: "The token does not allow this" },
  not_found: { status: 404, title: "There is no such thing here" },
  no_default_llm_configuration: { status: 404, title: "No configuration is the default" },
  method_not_allowed: { status: 405, title: "The method is not allowed here" },
  conflict: { status: 409, title: "It was changed meanwhile" },
  node_deleted: { status: 409, title: "The node is deleted" },
  node_not_deleted: { status: 409, title: "The node is not deleted" },
  version_limit: { status: 409, title: "The node has no room for a further version" },
  llm_config_limit: { status: 409, title: "There is no room for a further configuration" },
  llm_not_configured: { status: 409, title: "No language model is configured" },
  job_ended: { status: 409, title: "The job has ended already" },
  idempotency_key_reused: {
    status: 409,
    title: "The Idempotency-Key was used for another request",
  },
  precondition_failed: { status: 412, title: "It is not at the version named in If-Match" },
  payload_too_large: { status: 413, title: "The request is too large" },
  unsupported_media_type: { status: 415, title: "The body must be application/json" },
  node_rejected: { status: 422, title: "The node was refused by the checks" },
  no_pattern: { status: 422, title: "No pattern fits the request" },
  generation_failed: { status: 422, title: "No correct node came of the request" },
  request_refused: { status: 422, title: "The language model refused the request" },
  rate_limited: { status: 429, title: "Too many requests" },
  too_many_generations: { status: 429, title: "Too many generations are under way" },
  daily_budget_exceeded: {
    status: 429,
    title: "The day's budget does not hold another generation",
  },
  provider_failed: { status: 502, title: "The language model's provider failed" },
  provider_unauthorized: { status: 502, title: "The provider did not accept the key" },
  provider_overloaded: { status: 503, title: "The language model's provider is overloaded" },
  unavailable: { status: 503, title: "The service cannot answer now" },
  timeout: { status: 504, title: "The answer took too long" },
  provider_timeout: { status: 504, title: "The language model's provider did not answer in time" },
  internal: { status: 500, title: "Something went wrong on our side" },
} as const satisfies Record<string, { status: number; title: string }>;

export const ErrorCode = z.enum(
  Object.keys(problems) as [keyof typeof problems, ...(keyof typeof problems)[]],
);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** The `type` of a problem (RFC 9457, section 3.1.1): a name, since not every deployment has a page. */
export const problemType = (code: ErrorCode): string => `urn:nodesmith:problem:${code}`;

/** One fault of a request: where (`body.tests[0].name`), and what. */
export const ProblemDetail = z.strictObject({
  path: z.string(),
  code: z.string(),
  message: z.string(),
});
export type ProblemDetail = z.infer<typeof ProblemDetail>;

/** RFC 9457, "Problem Details for HTTP APIs". */
export const Problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: ErrorCode,
    detail: z.string(),
    errors: z.array(ProblemDetail).optional(),
    requestId: z.string(),
    jobId: JobId.optional().describe(
      "The job that failed, of a request that waited for one; what was tried is at `/api/jobs/{id}/transcript`",
    ),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;
