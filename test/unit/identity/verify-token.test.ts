import {
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { TenantKey } from "#schemas/identifiers.ts";
import {
  InvalidToken,
  type TokenRules,
  tenantKey,
  verifyToken,
} from "#shared/identity/verify-token.ts";

const rules: TokenRules = {
  issuer: "https://issuer.example",
  audiences: ["nodesmith", "client-1"],
  tenantClaim: "sub",
  roleClaim: "roles",
};

const now = new Date("2031-05-05T12:00:00Z");
const seconds = now.getTime() / 1_000;

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;
let signing: KeyPair;
let foreign: KeyPair;
let keys: ReturnType<typeof createLocalJWKSet>;

beforeAll(async () => {
  signing = await generateKeyPair("ES256", { extractable: true });
  foreign = await generateKeyPair("ES256", { extractable: true });
  keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(signing.publicKey)), alg: "ES256" }] });
});

const claims = { sub: "ada", aud: "nodesmith", iss: rules.issuer, exp: seconds + 600 };

const sign = (payload: JWTPayload, key = signing.privateKey, alg = "ES256") =>
  new SignJWT(payload).setProtectedHeader({ alg }).sign(key);

const verify = (token: string, more: Partial<TokenRules> = {}) =>
  verifyToken(token, { ...rules, ...more }, { keys, now });

describe("verifyToken", () => {
  it("takes a token with an audience", async () => {
    const identity = await verify(await sign({ ...claims, roles: ["admin", "other"] }));
    expect(identity).toEqual({
      tenant: tenantKey(rules.issuer, "ada"),
      subject: "ada",
      roles: ["user", "admin"],
      expiresAt: claims.exp,
    });
    expect(TenantKey.parse(identity.tenant)).toBe(identity.tenant);
  });

  it("takes Cognito's access token, which has a client id in place of an audience", async () => {
    const { aud: _aud, ...rest } = claims;
    const token = await sign({
      ...rest,
      token_use: "access",
      client_id: "client-1",
      "cognito:groups": ["admin"],
    });
    const identity = await verify(token, { roleClaim: "cognito:groups" });
    expect(identity.roles).toEqual(["user", "admin"]);
  });

  it("takes the tenant from the configured claim and keeps issuers apart", async () => {
    const identity = await verify(await sign({ ...claims, org_id: "acme" }), {
      tenantClaim: "org_id",
    });
    expect(identity.tenant).toBe(tenantKey(rules.issuer, "acme"));
    expect(tenantKey("https://a.example", "x")).not.toBe(tenantKey("https://b.example", "x"));
    expect(identity.roles).toEqual(["user"]);
  });

  it("allows 30 seconds of clock skew, and no more", async () => {
    await expect(verify(await sign({ ...claims, exp: seconds - 29 }))).resolves.toBeDefined();
    await expect(verify(await sign({ ...claims, exp: seconds - 31 }))).rejects.toThrow(
      InvalidToken,
    );
    await expect(verify(await sign({ ...claims, nbf: seconds + 31 }))).rejects.toThrow(
      InvalidToken,
    );
  });

  const { sub: _sub, ...withoutSubject } = claims;
  const { exp: _exp, ...withoutExpiry } = claims;
  const { aud: _aud, ...withoutAudience } = claims;

  it.each<[string, JWTPayload]>([
    ["another issuer", { ...claims, iss: "https://evil.example" }],
    ["another audience", { ...claims, aud: "other" }],
    ["no audience at all", withoutAudience],
    ["the use of an id token, as Cognito marks them", { ...claims, token_use: "id" }],
    ["the use of an id token and no audience", { ...withoutAudience, token_use: "id" }],
    ["a foreign client", { ...withoutAudience, token_use: "access", client_id: "client-2" }],
    ["no subject", withoutSubject],
    ["no expiry", withoutExpiry],
    ["an empty subject", { ...claims, sub: "" }],
  ])("refuses a token with %s", async (_, payload) => {
    await expect(verify(await sign(payload))).rejects.toThrow(InvalidToken);
  });

  it("refuses a tenant claim that is missing or no text", async () => {
    const token = await sign({ ...claims, org_id: ["acme"] });
    await expect(verify(token, { tenantClaim: "org_id" })).rejects.toThrow(InvalidToken);
  });

  it("refuses alg none, HMAC with the public key, a foreign key and rubbish", async () => {
    const publicKey = new TextEncoder().encode(JSON.stringify(await exportJWK(signing.publicKey)));
    const tokens = [
      new UnsecuredJWT(claims).encode(),
      await new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(publicKey),
      await sign(claims, foreign.privateKey),
      `${(await sign(claims)).slice(0, -4)}AAAA`,
      "a.b.c",
      "",
    ];
    for (const token of tokens) await expect(verify(token)).rejects.toThrow(InvalidToken);
  });

  it("passes a fault of the key set on, since it is not the caller's", async () => {
    const unreachable = async () => {
      throw new TypeError("fetch failed");
    };
    const token = await sign(claims);
    const attempt = verifyToken(token, rules, { keys: unreachable, now });
    await expect(attempt).rejects.toThrow(TypeError);
  });
});
