import { LambdaClient } from "@aws-sdk/client-lambda";
import { lambdaSandbox } from "#shared/aws/lambda-sandbox.ts";
import { freshConnection } from "#shared/aws/request-timeout.ts";
import { functionMetrics } from "#shared/http/function-metrics.ts";
import type { Log } from "#shared/http/log.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import { tracedSandbox } from "#shared/http/traced-sandbox.ts";
import type { Sandbox } from "#shared/proving/sandbox.ts";

/** The endpoints that run code have 28 s in all. */
const mostMsBehindGateway = 25_000;

/** `mostMs`: how long one invoke is waited for, by default what an endpoint can wait. */
export function sandbox(
  source: Readonly<Record<string, string | undefined>>,
  { mostMs = mostMsBehindGateway }: { mostMs?: number } = {},
): Sandbox {
  const { SANDBOX_FUNCTION } = readEnvironment(source, "SANDBOX_FUNCTION");
  // No retries of the client's own: an invoke repeated after a lost answer would repeat effects.
  const client = new LambdaClient({ maxAttempts: 1, requestHandler: freshConnection(mostMs) });
  return lambdaSandbox({ client, functionName: SANDBOX_FUNCTION });
}

/** For one request: its id is in the sandbox's log, and what came of the runs is counted. */
export const requestSandbox = (
  sandbox: Sandbox,
  { requestId, log }: { readonly requestId: string; readonly log: Log },
): Sandbox => tracedSandbox(sandbox, { trace: { requestId }, log, metrics: functionMetrics });
