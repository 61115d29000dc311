import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from "aws-lambda";
import { createRemoteJWKSet } from "jose";
import { InvalidToken, verifyToken } from "#shared/identity/verify-token.ts";
import { lazy } from "#shared/lazy.ts";
import { authorizerSettings } from "./authorizer-settings.ts";
import { allowStage } from "./stage-policy.ts";

const services = lazy(() => {
  const { jwksUri, rules } = authorizerSettings(process.env);
  // A rotated key is fetched when first met, at most every 30 s; a slow issuer must not use up the
  // gateway's patience with authorizers.
  const keys = createRemoteJWKSet(new URL(jwksUri), { timeoutDuration: 3_000 });
  return { keys, rules };
});

/** The gateway turns the message `Unauthorized` into 401, any other failure into 503. */
export const handler = async (
  event: APIGatewayTokenAuthorizerEvent,
): Promise<APIGatewayAuthorizerResult> => {
  const { keys, rules } = await services();
  const token = event.authorizationToken.replace(/^Bearer +/i, "");
  try {
    const identity = await verifyToken(token, rules, { keys, now: new Date() });
    return allowStage(event.methodArn, identity);
  } catch (error) {
    if (error instanceof InvalidToken) throw new Error("Unauthorized");
    throw error;
  }
};
