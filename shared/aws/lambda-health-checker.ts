import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { HealthCheckEvent, HealthCheckReply } from "#schemas/health-check.ts";
import { AppError } from "../app-error.ts";
import type { HealthChecker } from "../config/health-checker.ts";

/** Has configurations tried by the worker, which alone may read keys. */
export function lambdaHealthChecker({
  client,
  functionName,
}: {
  client: LambdaClient;
  functionName: string;
}): HealthChecker {
  return {
    async check(owner, configId) {
      const event = HealthCheckEvent.parse({ kind: "health-check", owner, configId });
      try {
        const { FunctionError, Payload } = await client.send(
          new InvokeCommand({
            FunctionName: functionName,
            InvocationType: "RequestResponse",
            Payload: Buffer.from(JSON.stringify(event)),
          }),
        );
        if (FunctionError !== undefined) throw new Error(`the worker failed: ${FunctionError}`);
        const reply = HealthCheckReply.parse(JSON.parse(Buffer.from(Payload ?? []).toString()));
        return reply.health ?? undefined;
      } catch (error) {
        throw new AppError("unavailable", "The configuration could not be tried. Try it again.", {
          retryAfterSeconds: 5,
          cause: error,
        });
      }
    },
  };
}
