import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from "aws-lambda";
import { createRemoteJWKSet } from "jose";
import { functionMetrics as metrics } from "#shared/http/function-metrics.ts";
import { createLog } from "#shared/http/log.ts";
import { tellSecurity } from "#shared/http/security-event.ts";
import { watchedFunction } from "#shared/http/watched-function.ts";
import { InvalidToken, verifyToken } from "#shared/identity/verify-token.ts";
import { lazy } from "#shared/lazy.ts";
import { authorizerSettings } from "./authorizer-settings.ts";
import { allowStage } from "./stage-policy.ts";

const services = lazy(() => {
  const { jwksUri, rules, logLevel } = authorizerSettings(process.env);
  // A rotated key is fetched when first met, at most every 30 s; a slow issuer must not use up the
  // gateway's patience with authorizers.
  const keys = createRemoteJWKSet(new URL(jwksUri), { timeoutDuration: 3_000 });
  return { keys, rules, logLevel };
});

/** The gateway turns this message into 401, any other failure into 503. */
class Unauthorized extends Error {
  override readonly name = "Unauthorized";
  override readonly message = "Unauthorized";
}

export const handler = watchedFunction(
  { kind: "authorizer", isAnswer: (error) => error instanceof Unauthorized },
  async (event: APIGatewayTokenAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
    const { keys, rules, logLevel } = await services();
    const token = event.authorizationToken.replace(/^Bearer +/i, "");
    try {
      const identity = await verifyToken(token, rules, { keys, now: new Date() });
      return allowStage(event.methodArn, identity);
    } catch (error) {
      if (!(error instanceof InvalidToken)) throw error;
      tellSecurity("bad_token", { code: error.message }, { log: createLog(logLevel), metrics });
      throw new Unauthorized();
    }
  },
);
