import type { APIGatewayAuthorizerResult } from "aws-lambda";
import type { Identity } from "#shared/identity/verify-token.ts";

/**
 * Allows the whole stage: the gateway caches this answer for the token and uses it for every route,
 * so a policy for the one method asked first would deny the next. Roles are decided per operation.
 */
export function allowStage(methodArn: string, identity: Identity): APIGatewayAuthorizerResult {
  const [api, stage] = methodArn.split("/");
  return {
    principalId: identity.tenant,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: `${api}/${stage}/*` }],
    },
    context: {
      tenant: identity.tenant,
      subject: identity.subject,
      roles: identity.roles.join(" "),
      exp: identity.expiresAt,
    },
  };
}
