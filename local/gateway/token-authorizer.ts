import type { IncomingMessage } from "node:http";
import * as z from "zod";
import type { ApiMethod, RestApi, TokenAuthorizer } from "./api-definition.ts";
import { GatewayError } from "./gateway-error.ts";
import { type GatewayRequest, headerOf } from "./gateway-request.ts";
import { decide, Policy } from "./policy.ts";
import type { AuthorizerContext } from "./request-context.ts";

/** Runs a function. `onStream` is given an answer that is streamed, and reads it to its end. */
export type Invoke = (
  functionArn: string,
  payload: string,
  onStream?: OnStream,
) => Promise<{ readonly payload: string; readonly functionError?: string }>;

export type OnStream = (contentType: string, body: IncomingMessage) => Promise<void>;

export type Authorize = (
  request: GatewayRequest,
  method: ApiMethod,
) => Promise<AuthorizerContext | undefined>;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html */
const AuthorizerAnswer = z.object({
  principalId: z.string().min(1),
  policyDocument: Policy,
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
});
type AuthorizerAnswer = z.infer<typeof AuthorizerAnswer>;

interface Cached {
  readonly answer: AuthorizerAnswer;
  readonly expiresAt: number;
}

interface AuthorizerOptions {
  readonly api: RestApi;
  readonly invoke: Invoke;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

// Far more than a laptop's callers; the oldest makes room.
const MAX_CACHED = 10_000;

/**
 * Asks a TOKEN authorizer once per token and time to live, and holds every request against the
 * policy it gave: a policy for one method only is a denial for the next.
 */
export function createAuthorize({ api, invoke, now, log }: AuthorizerOptions): Authorize {
  const caches = new Map<TokenAuthorizer, Map<string, Cached>>();

  async function ask(authorizer: TokenAuthorizer, token: string, arn: string) {
    const event = { type: "TOKEN", methodArn: arn, authorizationToken: token };
    const result = await invoke(authorizer.functionArn, JSON.stringify(event)).catch(
      (error: unknown) => {
        log(`authorizer: ${error instanceof Error ? error.message : String(error)}`);
        throw new GatewayError("AUTHORIZER_FAILURE");
      },
    );
    if (result.functionError !== undefined) throw failure(result.payload, log);
    const answer = AuthorizerAnswer.safeParse(JSON.parse(result.payload || "null"));
    if (answer.success) return answer.data;
    log(`authorizer: not an answer the gateway can use: ${z.prettifyError(answer.error)}`);
    throw new GatewayError("AUTHORIZER_CONFIGURATION_ERROR");
  }

  async function answerFor(authorizer: TokenAuthorizer, token: string, arn: string) {
    const cache = caches.get(authorizer) ?? new Map<string, Cached>();
    caches.set(authorizer, cache);
    const known = cache.get(token);
    if (known !== undefined && known.expiresAt > now()) return known.answer;
    const answer = await ask(authorizer, token, arn);
    const [oldest] = cache.keys();
    if (cache.size >= MAX_CACHED && oldest !== undefined) cache.delete(oldest);
    if (authorizer.ttlSeconds > 0) {
      cache.set(token, { answer, expiresAt: now() + authorizer.ttlSeconds * 1_000 });
    }
    return answer;
  }

  return async (request, method) => {
    if (method.authorizer === undefined) return undefined;
    const token = headerOf(request, method.authorizer.header);
    if (!token || method.authorizer.validation?.test(token) === false) {
      throw new GatewayError("UNAUTHORIZED");
    }
    const arn = methodArn(api, request);
    const startedAt = now();
    const answer = await answerFor(method.authorizer, token, arn);
    check(answer, arn);
    return contextOf(answer, now() - startedAt);
  };
}

const methodArn = (api: RestApi, { httpMethod, path }: GatewayRequest) =>
  `arn:aws:execute-api:${api.region}:${api.accountId}:${api.id}/${api.stage}/${httpMethod}${path}`;

/** The one word by which a function says 401; everything else it throws is its own failure. */
function failure(payload: string, log: (line: string) => void): GatewayError {
  const { errorMessage } = z
    .object({ errorMessage: z.unknown() })
    .catch({ errorMessage: undefined })
    .parse(JSON.parse(payload || "null"));
  if (errorMessage === "Unauthorized") return new GatewayError("UNAUTHORIZED");
  log(`authorizer: ${errorMessage ?? payload}`);
  return new GatewayError("AUTHORIZER_FAILURE");
}

function check(answer: AuthorizerAnswer, arn: string): void {
  const decision = decide(answer.policyDocument, arn);
  if (decision === "allowed") return;
  const text = "User is not authorized to access this resource";
  throw new GatewayError(
    "ACCESS_DENIED",
    decision === "denied" ? `${text} with an explicit deny` : text,
  );
}

function contextOf(answer: AuthorizerAnswer, latencyMs: number): AuthorizerContext {
  const values = Object.entries(answer.context ?? {}).map(([name, value]) => [name, String(value)]);
  return {
    ...Object.fromEntries(values),
    principalId: answer.principalId,
    integrationLatency: latencyMs,
  };
}
