import type { LambdaIntegration } from "./api-definition.ts";
import type { GatewayAnswer } from "./gateway-answer.ts";
import { badGateway, GatewayError } from "./gateway-error.ts";
import { proxyAnswer } from "./proxy-answer.ts";
import type { Invoke } from "./token-authorizer.ts";

interface IntegrationOptions {
  readonly invoke: Invoke;
  readonly log: (line: string) => void;
  readonly binaryMediaTypes: readonly string[];
  readonly accept: string | undefined;
}

/** Sends an event to the function and makes the caller's answer of what comes back in time. */
export async function lambdaAnswer(
  integration: LambdaIntegration,
  event: string,
  { invoke, log, binaryMediaTypes, accept }: IntegrationOptions,
): Promise<GatewayAnswer> {
  const { functionArn, timeoutMs } = integration;
  const invocation = invoke(functionArn, event).catch((error: unknown) => {
    log(`${functionArn}: ${error instanceof Error ? error.message : String(error)}`);
    throw refusal(error);
  });
  const result = await withinTime(invocation, timeoutMs);
  if (result.functionError !== undefined) {
    log(`${functionArn}: ${result.payload}`);
    throw badGateway();
  }
  try {
    return proxyAnswer(result.payload, binaryMediaTypes, accept);
  } catch (error) {
    log(`${functionArn}: the answer is not one of a proxy integration`);
    throw error;
  }
}

/** The event is larger than the body: it may pass the gateway and still be too large for Lambda. */
export function refusal(error: unknown): GatewayError {
  const tooLarge = error instanceof Error && error.name === "RequestTooLargeException";
  return new GatewayError(tooLarge ? "REQUEST_TOO_LARGE" : "DEFAULT_5XX");
}

/** The function goes on after the gateway has given up, as it would in Lambda. */
async function withinTime<Result>(result: Promise<Result>, milliseconds: number): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new GatewayError("INTEGRATION_TIMEOUT")), milliseconds);
  try {
    return await Promise.race([result, promise]);
  } finally {
    clearTimeout(timer);
  }
}
