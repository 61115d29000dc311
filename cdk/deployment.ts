import * as z from "zod";
import { CannotSynthesize } from "./cannot-synthesize.ts";
import { type Stage, stageNamed } from "./stages.ts";

const flag = z.union([z.boolean(), z.stringbool()], { error: "must be true or false" });
const httpsUrl = z.url({ protocol: /^https$/, error: "must be an https URL" });
const hostName = z.string().regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, {
  error: "must be a host name in lower case, as in api.example.com",
});
const certificate = z.string().regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/.+$/, {
  error: "must be the ARN of a certificate in ACM",
});
/** Plain http is for a program on the caller's own machine (RFC 8252, section 7.3). */
const callbacks = z
  .string()
  .transform((text) => text.split(",").map((one) => one.trim()))
  .pipe(
    z.array(
      z.string().regex(/^(https:\/\/[^\s#]+|http:\/\/localhost(:\d+)?(\/[^\s#]*)?)$/, {
        error: "must list https URLs, or http ones of localhost",
      }),
    ),
  );

/**
 * All that can be said of a deployment beside its settings, by name: `--context stage=prod` or the
 * `context` of `cdk.json`. What each means is what `docs/stack.md` tells of it.
 */
export const contextKeys = {
  stage: z.string().default("dev").describe("`dev`, `staging` or `prod`"),
  ownsApiGatewayAccount: flag
    .default(false)
    .describe(
      "Whether this stack sets the role by which all gateways of the account and region write access logs; `true` once in a fresh account",
    ),
  tokenIssuer: httpsUrl
    .optional()
    .describe("`iss` of the tokens of your own OpenID issuer; then no user pool is made"),
  tokenJwksUri: httpsUrl.optional().describe("Where that issuer's public keys are"),
  tokenAudience: z
    .string()
    .min(1)
    .optional()
    .describe("`aud` of its tokens, or client ids, comma separated"),
  callbackUrls: callbacks
    .optional()
    .describe(
      "Where the hosted sign-in may lead back to, comma separated; `http://localhost:8400/callback` if not given",
    ),
  signInPrefix: z
    .string()
    .regex(/^(?!.*(aws|amazon|cognito))[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, {
      error: "must be lower case letters, digits and hyphens, without aws, amazon and cognito",
    })
    .optional()
    .describe(
      "First part of the sign-in page's host name; `nodesmith-<stage>-<account>` if not given",
    ),
  domainName: hostName.optional().describe("Own host name of the API"),
  certificateArn: certificate
    .optional()
    .describe("Certificate of that name in ACM, in the stack's region"),
  hostedZoneId: z
    .string()
    .regex(/^[A-Z0-9]{1,32}$/, { error: "must be the id of a zone in Route 53" })
    .optional()
    .describe("Zone in Route 53 that gets the record of that name; without it you set the record"),
  webAcl: flag.optional().describe("Whether a firewall stands before the API; `true` for prod"),
  alarmEmail: z
    .email({ error: "must be an e-mail address" })
    .optional()
    .describe("Who is told of alarms"),
  runbookUrl: httpsUrl
    .optional()
    .describe("Where alarms link to; `docs/runbook.md` of this repository if not given"),
} as const satisfies Record<string, z.ZodType>;

const Context = z.object(contextKeys);

/** An OpenID issuer of the operator's. */
export interface OwnIssuer {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly audience: string;
}

export interface OwnDomain {
  readonly name: string;
  readonly certificateArn: string;
  readonly hostedZoneId: string | undefined;
}

/** What is to be synthesized, free of contradictions. */
export interface Deployment {
  readonly stage: Stage;
  readonly ownsApiGatewayAccount: boolean;
  /** Without one, the stack makes a user pool; the local stage has parameters. */
  readonly issuer: OwnIssuer | undefined;
  readonly signIn: {
    readonly callbackUrls: readonly string[];
    readonly prefix: string | undefined;
  };
  readonly domain: OwnDomain | undefined;
  readonly webAcl: boolean;
  readonly alarmEmail: string | undefined;
  readonly runbookUrl: string;
}

/**
 * Reads the context of a command. Names with a colon or slash are the CDK's own.
 * @param region where it will be deployed, if that is known
 * @throws CannotSynthesize with one sentence that says what to set
 */
export function deploymentOf(
  given: Readonly<Record<string, unknown>>,
  region?: string,
): Deployment {
  refuseUnknown(given);
  const parsed = Context.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0]);
    throw new CannotSynthesize(`The context "${name}" ${issue?.message}.`);
  }
  const context = parsed.data;
  const stage = stageNamed(context.stage);
  const issuer = ownIssuer(context);
  if (issuer && (context.callbackUrls ?? context.signInPrefix) !== undefined) {
    throw new CannotSynthesize(
      'The context "callbackUrls" and "signInPrefix" are of the user pool, which is not made where "tokenIssuer" is set: leave one out.',
    );
  }
  return {
    stage,
    ownsApiGatewayAccount: context.ownsApiGatewayAccount,
    issuer,
    signIn: {
      callbackUrls: context.callbackUrls ?? ["http://localhost:8400/callback"],
      prefix: context.signInPrefix,
    },
    domain: ownDomain(context, region),
    webAcl: context.webAcl ?? stage.webAcl,
    alarmEmail: context.alarmEmail,
    runbookUrl: context.runbookUrl ?? "docs/runbook.md",
  };
}

function refuseUnknown(given: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(given).find((name) => !(name in contextKeys) && !/[:/]/.test(name));
  if (unknown === undefined) return;
  const known = Object.keys(contextKeys).join(", ");
  throw new CannotSynthesize(`There is no context "${unknown}"; there are ${known}.`);
}

type Context = z.infer<typeof Context>;

function ownIssuer(context: Context): OwnIssuer | undefined {
  const { tokenIssuer, tokenJwksUri, tokenAudience } = context;
  const parts = { tokenIssuer, tokenJwksUri, tokenAudience };
  requireAllOrNone(parts, "an issuer of your own");
  if (!tokenIssuer || !tokenJwksUri || !tokenAudience) return undefined;
  return { issuer: tokenIssuer, jwksUri: tokenJwksUri, audience: tokenAudience };
}

function ownDomain(context: Context, region: string | undefined): OwnDomain | undefined {
  const { domainName, certificateArn, hostedZoneId } = context;
  requireAllOrNone({ domainName, certificateArn }, "an own domain");
  if (!domainName || !certificateArn) {
    if (hostedZoneId === undefined) return undefined;
    throw new CannotSynthesize(
      'The context "hostedZoneId" is of an own domain: set "domainName" and "certificateArn" too.',
    );
  }
  const place = certificateArn.split(":")[3];
  if (region !== undefined && place !== region) {
    throw new CannotSynthesize(
      `The certificate of "certificateArn" is in ${place}: set one in ${region}, where the API is.`,
    );
  }
  return { name: domainName, certificateArn, hostedZoneId };
}

function requireAllOrNone(parts: Readonly<Record<string, string | undefined>>, of: string): void {
  const missing = Object.keys(parts).filter((name) => parts[name] === undefined);
  const there = Object.keys(parts).filter((name) => parts[name] !== undefined);
  if (missing.length === 0 || there.length === 0) return;
  const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(" and ");
  throw new CannotSynthesize(
    `For ${of} the context ${quoted(there)} is not enough: set ${quoted(missing)} too.`,
  );
}
