import { Aws, CfnOutput, Duration } from "aws-cdk-lib";
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  CfnUserPoolGroup,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  UserPool,
  UserPoolClient,
} from "aws-cdk-lib/aws-cognito";
import { Construct } from "constructs";
import { acknowledge } from "../acknowledge.ts";
import type { Stage } from "../stages.ts";
import { removalOf } from "./removal.ts";

export interface SignInProps {
  readonly stage: Stage;
  readonly callbackUrls: readonly string[];
  /** First part of the host name of the page; one with the account's number if not given. */
  readonly prefix: string | undefined;
}

/**
 * Users with a hosted sign-in page: the issuer of tokens where an operator brings none. Users are
 * invited: whoever could sign up could spend the platform's money on generations.
 */
export class SignIn extends Construct {
  readonly issuer: string;
  /** Cognito's access tokens have no `aud`; they name this client. */
  readonly clientId: string;

  constructor(scope: Construct, id: string, props: SignInProps) {
    super(scope, id);
    const pool = userPool(this, props.stage);
    const client = appClient(this, pool, props.callbackUrls);
    const domain = pool.addDomain("Domain", {
      cognitoDomain: {
        domainPrefix: props.prefix ?? `nodesmith-${props.stage.name}-${Aws.ACCOUNT_ID}`,
      },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    // Without a style the newer pages are not shown at all.
    new CfnManagedLoginBranding(this, "Style", {
      userPoolId: pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    new CfnUserPoolGroup(this, "Admins", {
      userPoolId: pool.userPoolId,
      groupName: "admin",
      description: "May change the platform's own configurations",
    });
    new CfnOutput(this, "Url", { value: domain.baseUrl(), description: "Where users sign in" });
    new CfnOutput(this, "ClientId", { value: client.userPoolClientId });
    new CfnOutput(this, "UserPoolId", { value: pool.userPoolId });
    this.issuer = pool.userPoolProviderUrl;
    this.clientId = client.userPoolClientId;
  }
}

function userPool(scope: Construct, stage: Stage): UserPool {
  const pool = new UserPool(scope, "Users", {
    userPoolName: `nodesmith-${stage.name}`,
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    standardAttributes: { email: { required: true, mutable: true } },
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    passwordPolicy: {
      minLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(3),
    },
    mfa: Mfa.OPTIONAL,
    // Messages can be caught on their way, and cost money.
    mfaSecondFactor: { sms: false, otp: true },
    // The least that has the newer pages.
    featurePlan: FeaturePlan.ESSENTIALS,
    deletionProtection: stage.keepsData,
    removalPolicy: removalOf(stage),
  });
  acknowledge(pool, {
    "AwsSolutions-COG2": "A second factor is each user's choice; an operator can make it a duty.",
    "AwsSolutions-COG8":
      "The plan with threat protection is billed for each user; it can be added.",
  });
  return pool;
}

/** For programs that cannot keep a secret: pages in a browser, commands on a laptop. */
function appClient(
  scope: Construct,
  userPool: UserPool,
  callbackUrls: readonly string[],
): UserPoolClient {
  return new UserPoolClient(scope, "Client", {
    userPool,
    generateSecret: false,
    // The hosted page needs none of them, but none at all means all of them.
    authFlows: { userSrp: true },
    oAuth: {
      // A client without a secret has to send a code challenge (PKCE) to be safe; Cognito checks it
      // where it was sent.
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, OAuthScope.EMAIL],
      callbackUrls: [...callbackUrls],
    },
    accessTokenValidity: Duration.minutes(15),
    idTokenValidity: Duration.minutes(15),
    refreshTokenValidity: Duration.days(7),
    // A used refresh token is good for a repeat of a request whose answer was lost.
    refreshTokenRotationGracePeriod: Duration.seconds(30),
    enableTokenRevocation: true,
    preventUserExistenceErrors: true,
  });
}
