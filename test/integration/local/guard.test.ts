import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadAssembly } from "../../../local/assembly/load-assembly.ts";
import { type GuardOptions, startGuard } from "../../../local/iam/guard.ts";
import { readPolicies } from "../../../local/iam/statement.ts";
import { clientSettings } from "../../../local/services/clients.ts";
import { startDynamoDb } from "../../../local/services/dynamodb.ts";
import { createTables, readTables } from "../../../local/services/tables.ts";
import { temporaryDirectory } from "../../support/local/temporary-directory.ts";
import { writeAssembly } from "../../support/local/write-assembly.ts";

const tableArn = { "Fn::GetAtt": ["Items", "Arn"] };
const allow = (Action: string | string[], Resource: unknown) => ({
  Effect: "Allow",
  Action,
  Resource,
});
const document = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });

const template = {
  Resources: {
    Items: {
      Type: "AWS::DynamoDB::GlobalTable",
      Properties: {
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      },
    },
    WriterRole: {
      Type: "AWS::IAM::Role",
      Properties: {
        Policies: [
          { PolicyName: "inline", PolicyDocument: document(allow("dynamodb:PutItem", tableArn)) },
        ],
      },
    },
    WriterPolicy: {
      Type: "AWS::IAM::Policy",
      Properties: {
        PolicyDocument: {
          Statement: {
            ...allow("dynamodb:GetItem", [tableArn]),
            Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["N#*"] } },
          },
        },
        Roles: [{ Ref: "WriterRole" }],
      },
    },
    Writer: {
      Type: "AWS::Lambda::Function",
      Properties: { Role: { "Fn::GetAtt": ["WriterRole", "Arn"] } },
    },
  },
};

async function start(more: Partial<GuardOptions> = {}) {
  const directory = await writeAssembly(await temporaryDirectory(), { stacks: { one: template } });
  const assembly = await loadAssembly(directory, { parameters: {}, queueUrl: () => "" });
  const database = await startDynamoDb({});
  onTestFinished(database.close);
  const tables = readTables(assembly);
  const runner = new DynamoDBClient(clientSettings(database.url));
  await createTables(runner, tables);
  runner.destroy();
  const nowhere = "http://127.0.0.1:9";
  const guard = await startGuard({ enforce: true, ...more });
  onTestFinished(guard.close);
  const upstreams = {
    dynamodb: database.url,
    sqs: nowhere,
    secretsmanager: nowhere,
    lambda: nowhere,
  };
  const byName = new Map(tables.map((table) => [table.name, table]));
  guard.protect({ upstreams, policies: readPolicies(assembly), tables: byName });
  return guard;
}

const settingsOf = (url: string, accessKeyId: string) => ({
  ...clientSettings(url),
  credentials: { accessKeyId, secretAccessKey: "local" },
  maxAttempts: 1,
});

function clientOf(url: string, accessKeyId = "Writer") {
  const client = new DynamoDBClient(settingsOf(url, accessKeyId));
  onTestFinished(() => client.destroy());
  return client;
}

const put = (pk: string) => ({ TableName: "Items", Item: { pk: { S: pk } } });
const get = (pk: string) => new GetItemCommand({ TableName: "Items", Key: { pk: { S: pk } } });

describe("the guard", () => {
  it("lets a function do what its role and the policies attached to it allow", async () => {
    const guard = await start();
    const client = clientOf(guard.url);
    await client.send(new PutItemCommand(put("N#1")));
    await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: put("N#2") }] }));
    expect((await client.send(get("N#2"))).Item).toEqual({ pk: { S: "N#2" } });
    expect(guard.usage()).toEqual([
      expect.objectContaining({ action: "dynamodb:PutItem", allowed: true, count: 2 }),
      expect.objectContaining({ function: "Writer", action: "dynamodb:GetItem", count: 1 }),
    ]);
  });

  it("denies everything else, naming action and resource", async () => {
    const denied: string[] = [];
    const guard = await start({ onDenied: (message) => denied.push(message) });
    const client = clientOf(guard.url);
    const query = new QueryCommand({
      TableName: "Items",
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: "N#1" } },
    });
    await expect(client.send(query)).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringMatching(/assumed-role\/Writer .*dynamodb:Query .*table\/Items/),
    });
    await expect(client.send(get("J#1"))).rejects.toThrow("not authorized");
    const check = { ...put("N#1"), Key: put("N#1").Item, ConditionExpression: "size(pk) > :a" };
    const mixed = { TransactItems: [{ Put: put("N#1") }, { ConditionCheck: check }] };
    await expect(client.send(new TransactWriteItemsCommand(mixed))).rejects.toThrow(
      "dynamodb:ConditionCheckItem",
    );
    expect(denied).toHaveLength(3);
  });

  it("denies in the words of each service", async () => {
    const { url } = await start();
    const settings = settingsOf(url, "Writer");
    const QueueUrl = `${url}/000000000000/jobs`;
    const attempts = [
      new SQSClient(settings).send(new SendMessageCommand({ QueueUrl, MessageBody: "x" })),
      new SecretsManagerClient(settings).send(new GetSecretValueCommand({ SecretId: "keys" })),
      new LambdaClient(settings).send(new InvokeCommand({ FunctionName: "Other" })),
    ];
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.map((outcome) => outcome.status === "rejected" && outcome.reason.name)).toEqual(
      ["AccessDeniedException", "AccessDeniedException", "AccessDeniedException"],
    );
  });

  it("knows the functions of the stack and nobody else", async () => {
    const guard = await start();
    await expect(clientOf(guard.url, "Stranger").send(get("N#1"))).rejects.toMatchObject({
      name: "UnrecognizedClientException",
    });
  });

  it("switched off, records and lets through", async () => {
    const guard = await start({ enforce: false });
    await clientOf(guard.url).send(get("J#1"));
    expect(guard.usage()).toHaveLength(1);
  });

  it("makes the failures that a test asks for", async () => {
    const guard = await start({ faults: { transactionConflict: 1 } });
    const transaction = new TransactWriteItemsCommand({ TransactItems: [{ Put: put("N#1") }] });
    const error = await clientOf(guard.url)
      .send(transaction)
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(error.CancellationReasons).toEqual([
      expect.objectContaining({ Code: "TransactionConflict" }),
    ]);
    const throttled = await start({ faults: { throttle: 1 } });
    await expect(clientOf(throttled.url).send(get("N#1"))).rejects.toMatchObject({
      name: "ProvisionedThroughputExceededException",
    });
  });

  it("loses answers of writes that are done, and puts parts of batches off", async () => {
    const guard = await start({ enforce: false, faults: { lostAnswer: 1, unprocessed: 1 } });
    const client = clientOf(guard.url);
    await expect(client.send(new PutItemCommand(put("N#1")))).rejects.toThrow(/hang up|reset/i);
    expect((await client.send(get("N#1"))).Item).toEqual({ pk: { S: "N#1" } });
    const keys = ["N#1", "N#2", "N#3"].map((pk) => put(pk).Item);
    const some = { RequestItems: { Items: { Keys: keys } } };
    const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand(some));
    expect(Responses).toEqual({ Items: [keys[0]] });
    expect(UnprocessedKeys).toEqual({ Items: { Keys: keys.slice(1) } });
  });

  it("loses the answer of a transaction, which is not done twice under its token", async () => {
    const faults = { lostAnswer: 1 };
    const guard = await start({ enforce: false, faults });
    const client = clientOf(guard.url);
    const add = {
      TableName: "Items",
      Key: put("N#1").Item,
      UpdateExpression: "ADD n :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
    };
    const transaction = { TransactItems: [{ Update: add }], ClientRequestToken: "one" };
    for (const _ of [1, 2]) {
      const sent = client.send(new TransactWriteItemsCommand(transaction));
      await expect(sent).rejects.toThrow(/hang up|reset/i);
    }
    expect((await client.send(get("N#1"))).Item).toMatchObject({ n: { N: "1" } });
  });
});
