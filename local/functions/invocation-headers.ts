import type { FunctionDefinition } from "./function-definition.ts";

/**
 * Headers of the event that the runtime makes its `context` from.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next
 */
export function invocationHeaders(
  definition: FunctionDefinition,
  requestId: string,
  tenantId: string | undefined,
): Record<string, string> {
  const now = Date.now();
  const traceStart = Math.floor(now / 1_000).toString(16);
  const traceRest = requestId.replaceAll("-", "").slice(0, 24);
  return {
    "lambda-runtime-aws-request-id": requestId,
    "lambda-runtime-deadline-ms": String(now + definition.timeoutSeconds * 1_000),
    "lambda-runtime-invoked-function-arn": definition.arn,
    "lambda-runtime-trace-id": `Root=1-${traceStart}-${traceRest};Sampled=0`,
    ...(tenantId === undefined ? {} : { "lambda-runtime-aws-tenant-id": tenantId }),
  };
}
