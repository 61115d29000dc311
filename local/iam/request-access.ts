import * as z from "zod";
import { arn, secretArn } from "../account.ts";
import type { Table } from "../services/tables.ts";
import { dynamoDbAccess } from "./dynamodb-access.ts";
import type { Access } from "./evaluate.ts";

export type Service = "dynamodb" | "sqs" | "secretsmanager" | "lambda";

/** A call to a service: which, what, and what it needs to be allowed. */
export interface ServiceCall {
  readonly service: Service;
  readonly operation: string;
  readonly access: readonly Access[];
}

interface Request {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** The `x-amz-target` header, which names the operation of all services but Lambda. */
  readonly target: string | undefined;
  readonly body: string;
}

/** Undefined for what is none of the services of the local run. */
export function readCall(
  request: Request,
  tables: ReadonlyMap<string, Table>,
): ServiceCall | undefined {
  const [prefix = "", operation = ""] = request.target?.split(".") ?? [];
  if (prefix.startsWith("DynamoDB_")) {
    const access = dynamoDbAccess(operation, parse(request.body), tables);
    return { service: "dynamodb", operation, access };
  }
  if (prefix === "AmazonSQS") {
    return { service: "sqs", operation, access: [sqsAccess(operation, parse(request.body))] };
  }
  if (prefix === "secretsmanager") {
    const access = secretAccess(operation, parse(request.body));
    return { service: "secretsmanager", operation, access };
  }
  return readLambdaCall(request);
}

const parse = (body: string): unknown => JSON.parse(body || "{}");

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
function sqsAccess(operation: string, body: unknown): Access {
  const { QueueUrl, QueueName } = z
    .object({ QueueUrl: z.string().optional(), QueueName: z.string().optional() })
    .parse(body);
  const queue = QueueUrl?.split("/").at(-1) ?? QueueName;
  const resource = queue === undefined ? "*" : arn("sqs", queue);
  return { action: `sqs:${operation.replace(/Batch$/, "")}`, resource, context: {} };
}

/**
 * Tags given when creating need the permission to tag as well.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
 */
function secretAccess(operation: string, body: unknown): Access[] {
  const { SecretId, Name, Tags } = z
    .object({
      SecretId: z.string().optional(),
      Name: z.string().optional(),
      Tags: z.array(z.unknown()).default([]),
    })
    .parse(body);
  const id = SecretId ?? Name ?? "*";
  const resource = id === "*" || id.startsWith("arn:") ? id : secretArn(id);
  const tags = operation === "CreateSecret" && Tags.length > 0 ? ["TagResource"] : [];
  return [operation, ...tags].map((name) => ({
    action: `secretsmanager:${name}`,
    resource,
    context: {},
  }));
}

const lambdaPath = /^\/\d{4}-\d{2}-\d{2}\/functions\/([^/?]+)(?:\/([a-z-]+))?(?:\?(.*))?$/;

const lambdaOperations: Readonly<Record<string, string>> = {
  "POST invocations": "InvokeFunction",
  "POST response-streaming-invocations": "InvokeFunction",
  "GET configuration": "GetFunctionConfiguration",
  "GET ": "GetFunction",
};

function readLambdaCall({ method, path }: Request): ServiceCall | undefined {
  const [, encoded, part = "", query] = lambdaPath.exec(path) ?? [];
  if (encoded === undefined) return undefined;
  const operation = lambdaOperations[`${method} ${part}`] ?? `${method} ${part}`;
  const [name, inName] = decodeURIComponent(encoded)
    .replace(/^.*function:/, "")
    .split(":");
  const qualifier = inName ?? new URLSearchParams(query).get("Qualifier");
  const resource = arn("lambda", `function:${name}${qualifier ? `:${qualifier}` : ""}`);
  const access = { action: `lambda:${operation}`, resource, context: {} };
  return { service: "lambda", operation, access: [access] };
}
