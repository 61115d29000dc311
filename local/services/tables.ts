import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import type { Assembly } from "../assembly/load-assembly.ts";

const KeySchema = z
  .array(z.object({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }))
  .min(1);

const Index = z.object({
  IndexName: z.string(),
  KeySchema,
  Projection: z.object({
    ProjectionType: z.enum(["ALL", "KEYS_ONLY", "INCLUDE"]).optional(),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});

const TableProperties = z.object({
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) }),
  ),
  KeySchema,
  GlobalSecondaryIndexes: z.array(Index).default([]),
  TimeToLiveSpecification: z
    .object({ AttributeName: z.string().optional(), Enabled: z.boolean().optional() })
    .optional(),
});

export interface Table extends z.infer<typeof TableProperties> {
  readonly name: string;
  /** Attribute whose time, in seconds since 1970, an item is deleted after. */
  readonly ttlAttribute: string | undefined;
}

export function readTables(assembly: Assembly): Table[] {
  return assembly
    .ofType("AWS::DynamoDB::GlobalTable", "AWS::DynamoDB::Table")
    .map(({ physical, properties }) => {
      const table = TableProperties.parse(properties);
      const ttl = table.TimeToLiveSpecification;
      const ttlAttribute = ttl?.Enabled ? ttl.AttributeName : undefined;
      return { ...table, name: physical.name, ttlAttribute };
    });
}

/** Creates what is missing; tables that are there keep their items. */
export async function createTables(client: DynamoDBClient, tables: readonly Table[]) {
  for (const table of tables) {
    const present = await describe(client, table.name);
    if (present) await updateTable(client, table, present);
    else await createTable(client, table);
  }
}

async function createTable(client: DynamoDBClient, table: Table): Promise<void> {
  const indexes = table.GlobalSecondaryIndexes;
  await client.send(
    new CreateTableCommand({
      TableName: table.name,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: table.AttributeDefinitions,
      KeySchema: table.KeySchema,
      ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes.map(indexDefinition) }),
    }),
  );
  if (table.ttlAttribute === undefined) return;
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: table.name,
      TimeToLiveSpecification: { AttributeName: table.ttlAttribute, Enabled: true },
    }),
  );
}

async function updateTable(client: DynamoDBClient, table: Table, present: TableDescription) {
  if (keys(present.KeySchema) !== keys(table.KeySchema)) {
    throw new Error(
      `table ${table.name} in the data directory has other keys than the stack: ` +
        "remove the data directory, or name another one in DATA_DIR",
    );
  }
  const known = new Set(present.GlobalSecondaryIndexes?.map((index) => index.IndexName));
  for (const index of table.GlobalSecondaryIndexes.filter((i) => !known.has(i.IndexName))) {
    await client.send(
      new UpdateTableCommand({
        TableName: table.name,
        AttributeDefinitions: table.AttributeDefinitions,
        GlobalSecondaryIndexUpdates: [{ Create: indexDefinition(index) }],
      }),
    );
  }
}

async function describe(client: DynamoDBClient, name: string) {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

const indexDefinition = ({ IndexName, KeySchema, Projection }: z.infer<typeof Index>) => ({
  IndexName,
  KeySchema,
  Projection: {
    ProjectionType: Projection.ProjectionType ?? ("ALL" as const),
    ...(Projection.NonKeyAttributes && { NonKeyAttributes: Projection.NonKeyAttributes }),
  },
});

const keys = (schema: TableDescription["KeySchema"]) =>
  JSON.stringify(schema?.map(({ AttributeName, KeyType }) => [AttributeName, KeyType]).sort());
