import { LambdaClient } from "@aws-sdk/client-lambda";
import { lambdaSandbox } from "#shared/aws/lambda-sandbox.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import type { Sandbox } from "#shared/proving/sandbox.ts";

export function sandbox(source: Readonly<Record<string, string | undefined>>): Sandbox {
  const { SANDBOX_FUNCTION } = readEnvironment(source, "SANDBOX_FUNCTION");
  // No retries of the client's own: an invoke repeated after a lost answer would repeat effects.
  return lambdaSandbox({
    client: new LambdaClient({ maxAttempts: 1 }),
    functionName: SANDBOX_FUNCTION,
  });
}
