import { createHash } from "node:crypto";
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import type { TenantKey } from "#schemas/identifiers.ts";

export interface TokenRules {
  readonly issuer: string;
  /** Accepted `aud` values; for Cognito access tokens, which have none, accepted client ids. */
  readonly audiences: readonly string[];
  readonly tenantClaim: string;
  readonly roleClaim: string;
}

export interface Identity {
  readonly tenant: TenantKey;
  readonly subject: string;
  readonly roles: readonly ("user" | "admin")[];
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** The token is at fault: to the caller it is a 401, and which rule it broke is not told. */
export class InvalidToken extends Error {
  override readonly name = "InvalidToken";
}

/**
 * Asymmetric algorithms only: `none` and the HMAC family, with which a public key could be taken
 * for a shared secret (RFC 8725, section 2.1), cannot be chosen by a token.
 */
const algorithms = ["RS256", "ES256"];

const clockSkewSeconds = 30;

/**
 * Who a token speaks for. Accepts an access token with `aud`, or Cognito's access token, which has
 * `token_use: "access"` and `client_id` in its place.
 * @throws InvalidToken; any other error means that the keys could not be had
 */
export async function verifyToken(
  token: string,
  rules: TokenRules,
  { keys, now }: { keys: JWTVerifyGetKey; now: Date },
): Promise<Identity> {
  const payload = await verifiedPayload(token, rules, keys, now);
  requireAudience(payload, rules.audiences);
  const subject = textClaim(payload, "sub");
  const tenant = textClaim(payload, rules.tenantClaim);
  if (payload.exp === undefined) throw new InvalidToken("no exp");
  return {
    tenant: tenantKey(rules.issuer, tenant),
    subject,
    roles: rolesOf(payload[rules.roleClaim]),
    expiresAt: payload.exp,
  };
}

async function verifiedPayload(
  token: string,
  rules: TokenRules,
  keys: JWTVerifyGetKey,
  now: Date,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: rules.issuer,
      algorithms,
      clockTolerance: clockSkewSeconds,
      currentDate: now,
      requiredClaims: ["exp", "sub"],
    });
    return payload;
  } catch (error) {
    if (isTokenFault(error)) throw new InvalidToken("not valid", { cause: error });
    throw error;
  }
}

/** Errors that speak of the token; an unreachable or broken key set is not the caller's fault. */
const isTokenFault = (error: unknown): boolean =>
  error instanceof errors.JWTExpired ||
  error instanceof errors.JWTClaimValidationFailed ||
  error instanceof errors.JWTInvalid ||
  error instanceof errors.JWSInvalid ||
  error instanceof errors.JWSSignatureVerificationFailed ||
  error instanceof errors.JOSEAlgNotAllowed ||
  error instanceof errors.JOSENotSupported ||
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys;

function requireAudience(payload: JWTPayload, accepted: readonly string[]): void {
  // An id token speaks of a user to an application; whoever sees one must not be able to call us.
  if (payload.token_use !== undefined && payload.token_use !== "access") {
    throw new InvalidToken("not an access token");
  }
  const named = payload.aud ?? (payload.token_use === "access" ? payload.client_id : undefined);
  const audiences = Array.isArray(named) ? named : [named];
  if (!audiences.some((one) => typeof one === "string" && accepted.includes(one))) {
    throw new InvalidToken("wrong audience");
  }
}

function textClaim(payload: JWTPayload, name: string): string {
  const value = payload[name];
  if (typeof value !== "string" || value.length === 0 || value.length > 500) {
    throw new InvalidToken(`no ${name}`);
  }
  return value;
}

/** Everyone with a valid token is a user; `admin` must be in the role claim. */
function rolesOf(claim: unknown): ("user" | "admin")[] {
  const named = Array.isArray(claim) ? claim : typeof claim === "string" ? claim.split(" ") : [];
  return named.includes("admin") ? ["user", "admin"] : ["user"];
}

/**
 * The tenant's key in every store: issuer and claim are hashed together, so that two issuers never
 * collide and the key keeps every naming rule of AWS. The separator cannot occur in a URL.
 */
export const tenantKey = (issuer: string, tenant: string): TenantKey =>
  createHash("sha256").update(`${issuer}\n${tenant}`).digest("base64url") as TenantKey;
