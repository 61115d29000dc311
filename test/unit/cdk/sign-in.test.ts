import { describe, expect, it } from "vitest";
import * as z from "zod";
import {
  ofType,
  resource,
  synthesizedTemplates,
  type Template,
  wholeProduction,
} from "../../support/cdk/templates.ts";

const dev = synthesizedTemplates();
const prod = wholeProduction();

const Variables = z.object({ Variables: z.record(z.string(), z.json()) });

const authorizerOf = (service: Template) =>
  Variables.parse(resource(service, "AuthorizerFunction").Properties.Environment).Variables;

describe("users of the stack's own", () => {
  const client = resource(dev.data, "SignInClient").Properties;

  it("sign in with a code and without a secret", () => {
    expect(client).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ["code"],
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthScopes: ["openid", "email"],
      CallbackURLs: ["http://localhost:8400/callback"],
      PreventUserExistenceErrors: "ENABLED",
    });
  });

  it("get tokens of 15 minutes, and a refresh token of 7 days that is good once", () => {
    expect(client).toMatchObject({
      AccessTokenValidity: 15,
      RefreshTokenValidity: 7 * 24 * 60,
      TokenValidityUnits: { AccessToken: "minutes", RefreshToken: "minutes" },
      RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 30 },
      EnableTokenRevocation: true,
    });
    // Cognito takes rotation only where this flow is off.
    expect(client.ExplicitAuthFlows).not.toContain("ALLOW_REFRESH_TOKEN_AUTH");
  });

  it("are invited, have strong passwords, and may have a second factor", () => {
    expect(resource(dev.data, "SignInUsers").Properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: "OPTIONAL",
      EnabledMfas: ["SOFTWARE_TOKEN_MFA"],
      Policies: {
        PasswordPolicy: {
          MinimumLength: 12,
          RequireLowercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
          RequireUppercase: true,
        },
      },
    });
  });

  it("meet a page with a style, and can be admins", () => {
    expect(resource(dev.data, "SignInUsersDomain").Properties).toMatchObject({
      ManagedLoginVersion: 2,
      Domain: { "Fn::Join": ["", ["nodesmith-dev-", { Ref: "AWS::AccountId" }]] },
    });
    expect(resource(dev.data, "SignInStyle").Properties.UseCognitoProvidedValues).toBe(true);
    expect(resource(dev.data, "SignInAdmins").Properties.GroupName).toBe("admin");
  });

  it("outlive the stack where it keeps data", () => {
    const users = resource(prod.data, "SignInUsers");
    expect(users.DeletionPolicy).toBe("Retain");
    expect(users.Properties.DeletionProtection).toBe("ACTIVE");
    expect(resource(dev.data, "SignInUsers").DeletionPolicy).toBe("Delete");
  });

  it("are whom the authorizer believes", () => {
    const told = authorizerOf(dev.service);
    expect(JSON.stringify(told.TOKEN_ISSUER)).toMatch(/SignInUsers.*ProviderURL/);
    expect(JSON.stringify(told.TOKEN_JWKS_URI)).toMatch(/ProviderURL.*\/.well-known\/jwks.json/);
    expect(JSON.stringify(told.TOKEN_AUDIENCE)).toContain("SignInClient");
    expect(told.ROLE_CLAIM).toBe("cognito:groups");
    expect(Object.keys(dev.service.Parameters)).not.toContain("TokenIssuer");
  });
});

describe("an issuer of the operator's", () => {
  const context = {
    tokenIssuer: "https://login.example",
    tokenJwksUri: "https://login.example/keys",
    tokenAudience: "one, two",
  };
  const { data, service } = synthesizedTemplates({ context });

  it("takes the place of the user pool", () => {
    expect(ofType(data, "AWS::Cognito::UserPool")).toEqual([]);
    expect(authorizerOf(service)).toMatchObject({
      TOKEN_ISSUER: "https://login.example",
      TOKEN_JWKS_URI: "https://login.example/keys",
      TOKEN_AUDIENCE: "one, two",
      ROLE_CLAIM: { Ref: "RoleClaim" },
    });
  });
});

describe("the stage of the local run", () => {
  it("has an issuer of its own, by parameters", () => {
    const { data, service } = synthesizedTemplates({ stage: "local" });
    expect(ofType(data, "AWS::Cognito::UserPool")).toEqual([]);
    expect(authorizerOf(service)).toMatchObject({ TOKEN_ISSUER: { Ref: "TokenIssuer" } });
  });
});
