import { CreateTableCommand, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { documentClient, dynamodbClient } from "#shared/aws/document-client.ts";
import { type TableDefinition, tables } from "../../../cdk/tables.ts";
import { startDynoxide } from "./dynoxide.ts";

/** The tables that the stack creates, on a fresh local DynamoDB. */
export interface LocalTables {
  readonly client: DynamoDBDocumentClient;
  readonly clientOptions: DynamoDBClientConfig;
  readonly nodesTable: string;
  readonly workTable: string;
  readonly accountTable: string;
  stop(): Promise<void>;
}

export async function startLocalTables(): Promise<LocalTables> {
  const dynoxide = await startDynoxide();
  const clientOptions = {
    endpoint: dynoxide.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  };
  const maker = dynamodbClient(clientOptions);
  await maker.send(new CreateTableCommand(createTable("nodes", tables.nodes)));
  await maker.send(new CreateTableCommand(createTable("work", tables.work)));
  await maker.send(new CreateTableCommand(createTable("account", tables.account)));
  maker.destroy();

  const client = documentClient(clientOptions);
  return {
    client,
    clientOptions,
    nodesTable: "nodes",
    workTable: "work",
    accountTable: "account",
    stop: async () => {
      client.destroy();
      await dynoxide.stop();
    },
  };
}

const keySchema = (partitionKey: string, sortKey: string) => [
  { AttributeName: partitionKey, KeyType: "HASH" as const },
  { AttributeName: sortKey, KeyType: "RANGE" as const },
];

function createTable(name: string, layout: TableDefinition) {
  const indexes = Object.entries(layout.indexes);
  const keyAttributes = new Set([
    "pk",
    "sk",
    ...indexes.flatMap(([, index]) => [index.partitionKey, index.sortKey]),
  ]);
  return {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST" as const,
    KeySchema: keySchema("pk", "sk"),
    AttributeDefinitions: [...keyAttributes].map((AttributeName) => ({
      AttributeName,
      AttributeType: "S" as const,
    })),
    // An empty list of them is refused.
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map(([IndexName, index]) => ({
        IndexName,
        KeySchema: keySchema(index.partitionKey, index.sortKey),
        Projection: index.projects
          ? { ProjectionType: "INCLUDE" as const, NonKeyAttributes: [...index.projects] }
          : { ProjectionType: "KEYS_ONLY" as const },
      })),
    }),
  };
}
