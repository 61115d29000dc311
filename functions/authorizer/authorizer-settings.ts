import { isLogLevel, type LogLevel } from "#shared/http/log.ts";
import type { TokenRules } from "#shared/identity/verify-token.ts";

/**
 * The authorizer's environment, read without zod: this function stands before every request, and
 * the schema library would be four fifths of its size.
 */
export function authorizerSettings(environment: Readonly<Record<string, string | undefined>>): {
  jwksUri: string;
  rules: TokenRules;
  logLevel: LogLevel;
} {
  const read = (name: string): string => {
    const value = environment[name];
    if (!value) throw new Error(`Environment: ${name} is missing`);
    return value;
  };
  const level = environment.LOG_LEVEL ?? "";
  return {
    logLevel: isLogLevel(level) ? level : "info",
    jwksUri: read("TOKEN_JWKS_URI"),
    rules: {
      issuer: read("TOKEN_ISSUER"),
      audiences: read("TOKEN_AUDIENCE")
        .split(",")
        .map((audience) => audience.trim()),
      tenantClaim: read("TENANT_CLAIM"),
      roleClaim: read("ROLE_CLAIM"),
    },
  };
}
