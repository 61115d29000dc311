import type { SettingName } from "#schemas/settings.ts";
import type { SignIn } from "./constructs/sign-in.ts";
import type { OwnIssuer } from "./deployment.ts";

/** What the authorizer is told of tokens; nothing where that is a matter of parameters. */
export function tokenSettings(
  issuer: OwnIssuer | undefined,
  signIn: SignIn | undefined,
): Partial<Record<SettingName, string>> {
  if (issuer) {
    return {
      TOKEN_ISSUER: issuer.issuer,
      TOKEN_JWKS_URI: issuer.jwksUri,
      TOKEN_AUDIENCE: issuer.audience,
    };
  }
  if (!signIn) return {};
  return {
    TOKEN_ISSUER: signIn.issuer,
    TOKEN_JWKS_URI: `${signIn.issuer}/.well-known/jwks.json`,
    TOKEN_AUDIENCE: signIn.clientId,
    ROLE_CLAIM: "cognito:groups",
  };
}
