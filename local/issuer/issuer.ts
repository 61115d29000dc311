import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { join } from "node:path";
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  SignJWT,
} from "jose";
import * as z from "zod";
import { type LoopbackServer, listen, sendJson } from "../http.ts";
import { readOrCreate } from "../private-file.ts";

/** `iss` of local tokens: the same whether or not a stack runs, and nobody's on the internet. */
export const localIssuer = "https://local.nodesmith.example";

export interface TokenRequest {
  readonly subject: string;
  readonly roles?: readonly string[];
  /** A time span as jose reads it, `1h` for example, or seconds. */
  readonly ttl?: string | number;
  /** Put over the usual claims. */
  readonly claims?: JWTPayload;
}

export interface Issuer {
  readonly jwks: { readonly keys: readonly JWK[] };
  /** A signed JWT. */
  issueToken(request: TokenRequest): Promise<string>;
}

const PrivateKey = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});

/** Reads the issuer's key from the data directory; makes one the first time. */
export async function openIssuer(
  directory: string,
  names: { audience: string; roleClaim: string },
): Promise<Issuer> {
  const text = await readOrCreate(join(directory, "issuer-key.json"), makeKey);
  const { d, ...publicPart } = PrivateKey.parse(JSON.parse(text));
  const kid = await calculateJwkThumbprint(publicPart);
  const key = await importJWK({ ...publicPart, d }, "ES256");
  return {
    jwks: { keys: [{ ...publicPart, kid, alg: "ES256", use: "sig" }] },
    issueToken: ({ subject: sub, roles = [], ttl = "1h", claims = {} }) => {
      const usual = { iss: localIssuer, aud: names.audience, sub, jti: randomUUID() };
      return new SignJWT({ ...usual, [names.roleClaim]: [...roles], ...claims })
        .setProtectedHeader({ alg: "ES256", kid, typ: "JWT" })
        .setIssuedAt()
        .setExpirationTime(typeof ttl === "number" ? `${ttl} seconds` : ttl)
        .sign(key);
    },
  };
}

async function makeKey(): Promise<string> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return JSON.stringify(await exportJWK(privateKey));
}

/** Serves the public keys on loopback. */
export async function startKeyServer(
  issuer: Issuer,
): Promise<LoopbackServer & { readonly jwksUri: string }> {
  const path = "/.well-known/jwks.json";
  const server = createServer((request, response) => {
    if (request.url === path) sendJson(response, 200, issuer.jwks);
    else sendJson(response, 404, {});
  });
  const listening = await listen(server);
  return { ...listening, jwksUri: `${listening.url}${path}` };
}
