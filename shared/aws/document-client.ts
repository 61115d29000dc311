import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { requestTimeout } from "./request-timeout.ts";

/**
 * A DynamoDB client that gives up early: a function behind the gateway has 10 s in all. Keep-alive
 * is the SDK's default. Endpoint, region and credentials come from the environment by the SDK's
 * own rules.
 */
export const dynamodbClient = (overrides: DynamoDBClientConfig = {}): DynamoDBClient =>
  new DynamoDBClient({
    maxAttempts: 3,
    retryMode: "standard",
    requestHandler: requestTimeout(5_000),
    ...overrides,
  });

/** The same, for plain JavaScript values. */
export const documentClient = (overrides: DynamoDBClientConfig = {}): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(dynamodbClient(overrides), {
    marshallOptions: { removeUndefinedValues: true },
  });
