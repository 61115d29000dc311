import { validateHeaderName, validateHeaderValue } from "node:http";
import * as z from "zod";
import type { GatewayAnswer } from "./gateway-answer.ts";
import { badGateway } from "./gateway-error.ts";
import { isBinary } from "./media-type.ts";

const Scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/**
 * What a function must answer behind a proxy integration.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
const AnswerHead = z.object({
  statusCode: z.coerce.number().int().min(200).max(599),
  headers: z.record(z.string(), Scalar).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(Scalar)).nullish(),
});
type AnswerHead = z.infer<typeof AnswerHead>;

const FunctionAnswer = AnswerHead.extend({
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});
type FunctionAnswer = z.infer<typeof FunctionAnswer>;

/**
 * Makes the caller's answer of the function's payload. Throws 502 for what is malformed.
 * `accept` is the caller's `Accept` header: it decides whether base64 is turned into bytes.
 */
export function proxyAnswer(
  payload: string,
  binaryMediaTypes: readonly string[],
  accept: string | undefined,
): GatewayAnswer {
  const answer = parse(FunctionAnswer, payload);
  return { ...headOf(answer), body: bodyOf(answer, binaryMediaTypes, accept) };
}

/** Status and headers of an answer whose body comes as a stream. Throws 502 for what is malformed. */
export const streamHead = (metadata: string): Omit<GatewayAnswer, "body"> =>
  headOf(parse(AnswerHead, metadata));

function headOf(answer: AnswerHead): Omit<GatewayAnswer, "body"> {
  const headers = mergeHeaders(answer).flatMap(([name, value]) => outgoing(name, value));
  checkHeaders(headers);
  const hasType = headers.some(([name]) => name.toLowerCase() === "content-type");
  return {
    statusCode: answer.statusCode,
    headers: hasType ? headers : [...headers, ["Content-Type", "application/json"]],
  };
}

function parse<Schema extends z.ZodType>(schema: Schema, payload: string): z.output<Schema> {
  const answer = schema.safeParse(JSON.parse(payload || "null"));
  if (!answer.success) throw badGateway();
  return answer.data;
}

type Pairs = (readonly [string, string])[];

/** A name in both is taken from `multiValueHeaders` alone. */
function mergeHeaders({ headers, multiValueHeaders }: AnswerHead): Pairs {
  const multiple: Pairs = Object.entries(multiValueHeaders ?? {}).flatMap(([name, values]) =>
    values.map((value) => [name, value] as const),
  );
  const names = new Set(multiple.map(([name]) => name.toLowerCase()));
  const single = Object.entries(headers ?? {}).filter(([name]) => !names.has(name.toLowerCase()));
  return [...single, ...multiple];
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
const dropped = new Set(["content-length", "transfer-encoding", "te", "trailer", "upgrade"]);
const remapped = new Set([
  "authorization",
  "connection",
  "content-md5",
  "date",
  "expect",
  "host",
  "max-forwards",
  "proxy-authenticate",
  "server",
  "user-agent",
  "via",
  "www-authenticate",
]);

/** Some names are the gateway's own; a function's value then comes under another name. */
function outgoing(name: string, value: string): Pairs {
  if (dropped.has(name.toLowerCase())) return [];
  return [[remapped.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name, value]];
}

function checkHeaders(headers: Pairs): void {
  try {
    for (const [name, value] of headers) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
  } catch {
    throw badGateway();
  }
}

/** The first type of `Accept` must be a binary type of the API, or base64 stays what it is. */
function bodyOf(
  { body, isBase64Encoded }: FunctionAnswer,
  binaryMediaTypes: readonly string[],
  accept: string | undefined,
): string | Buffer {
  const text = body ?? "";
  if (!isBase64Encoded || !isBinary(binaryMediaTypes, accept?.split(",")[0])) return text;
  return Buffer.from(text, "base64");
}
