import { LambdaClient } from "@aws-sdk/client-lambda";
import { lambdaHealthChecker } from "#shared/aws/lambda-health-checker.ts";
import { freshConnection } from "#shared/aws/request-timeout.ts";
import type { HealthChecker } from "#shared/config/health-checker.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";

/** A check takes 15 s at most; a cold start comes before it. */
const mostMs = 22_000;

export function healthChecker(source: Readonly<Record<string, string | undefined>>): HealthChecker {
  const { WORKER_FUNCTION } = readEnvironment(source, "WORKER_FUNCTION");
  const client = new LambdaClient({ maxAttempts: 1, requestHandler: freshConnection(mostMs) });
  return lambdaHealthChecker({ client, functionName: WORKER_FUNCTION });
}
