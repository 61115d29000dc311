import { describe, expect, it } from "vitest";
import { readCall } from "../../../local/iam/request-access.ts";

const keySchema = (name: string) => [{ AttributeName: name, KeyType: "HASH" as const }];
const table = {
  name: "Items",
  ttlAttribute: undefined,
  AttributeDefinitions: [],
  KeySchema: keySchema("pk"),
  GlobalSecondaryIndexes: [{ IndexName: "byGroup", KeySchema: keySchema("gl"), Projection: {} }],
};
const tables = new Map([["Items", table]]);

/** Action, end of the resource's name, and partition key of each access. */
function needs(target: string, body: object) {
  const request = { method: "POST", path: "/", target, body: JSON.stringify(body) };
  return readCall(request, tables)?.access.map(({ action, resource, context }) => [
    action,
    resource.replace(/^arn:aws:[a-z]+:us-east-1:000000000000:/, ""),
    ...(context["dynamodb:leadingkeys"] ?? []),
  ]);
}

const dynamo = (operation: string, body: object) => needs(`DynamoDB_20120810.${operation}`, body);
const TableName = "Items";
const Key = { pk: { S: "N#1" }, sk: { S: "H" } };

describe("what a request to DynamoDB needs", () => {
  it("is its own action on the table, for its partition key", () => {
    expect(dynamo("GetItem", { TableName, Key })).toEqual([
      ["dynamodb:GetItem", "table/Items", "N#1"],
    ]);
    expect(dynamo("PutItem", { TableName, Item: Key })).toEqual([
      ["dynamodb:PutItem", "table/Items", "N#1"],
    ]);
    expect(dynamo("DescribeTable", { TableName })).toEqual([
      ["dynamodb:DescribeTable", "table/Items"],
    ]);
    expect(dynamo("ListTables", {})).toEqual([["dynamodb:ListTables", "*"]]);
  });

  it("is about the index where one is queried, and its key", () => {
    const query = {
      TableName: "arn:aws:dynamodb:us-east-1:000000000000:table/Items",
      IndexName: "byGroup",
      KeyConditionExpression: "#g = :g AND gs < :gs",
      ExpressionAttributeNames: { "#g": "gl" },
      ExpressionAttributeValues: { ":g": { S: "L#t" }, ":gs": { S: "9" } },
    };
    expect(dynamo("Query", query)).toEqual([
      ["dynamodb:Query", "table/Items/index/byGroup", "L#t"],
    ]);
  });

  it("is the sum of its items' in a transaction", () => {
    const TransactItems = [
      { Put: { TableName, Item: { pk: { S: "a" } } } },
      { Update: { TableName, Key: { pk: { S: "b" } } } },
      { ConditionCheck: { TableName, Key: { pk: { S: "c" } } } },
      { Delete: { TableName, Key: { pk: { S: "d" } } } },
    ];
    expect(dynamo("TransactWriteItems", { TransactItems })).toEqual([
      ["dynamodb:PutItem", "table/Items", "a"],
      ["dynamodb:UpdateItem", "table/Items", "b"],
      ["dynamodb:ConditionCheckItem", "table/Items", "c"],
      ["dynamodb:DeleteItem", "table/Items", "d"],
    ]);
    expect(dynamo("TransactGetItems", { TransactItems: [{ Get: { TableName, Key } }] })).toEqual([
      ["dynamodb:GetItem", "table/Items", "N#1"],
    ]);
  });

  it("is the batch's action for each item of a batch", () => {
    const reads = { RequestItems: { Items: { Keys: [Key, { pk: { S: "N#2" } }] } } };
    expect(dynamo("BatchGetItem", reads)).toEqual([
      ["dynamodb:BatchGetItem", "table/Items", "N#1"],
      ["dynamodb:BatchGetItem", "table/Items", "N#2"],
    ]);
    const writes = {
      RequestItems: { Items: [{ PutRequest: { Item: Key } }, { DeleteRequest: { Key } }] },
    };
    expect(dynamo("BatchWriteItem", writes)).toEqual([
      ["dynamodb:BatchWriteItem", "table/Items", "N#1"],
      ["dynamodb:BatchWriteItem", "table/Items", "N#1"],
    ]);
  });
});

describe("what a request to the other services needs", () => {
  it("is the queue's, without the word for several", () => {
    const QueueUrl = "http://127.0.0.1:4000/000000000000/Jobs";
    expect(needs("AmazonSQS.SendMessageBatch", { QueueUrl })).toEqual([
      ["sqs:SendMessage", "Jobs"],
    ]);
  });

  it("is the secret's, by ARN also where it is named", () => {
    const [access] = needs("secretsmanager.GetSecretValue", { SecretId: "keys" }) ?? [];
    expect(access?.[0]).toBe("secretsmanager:GetSecretValue");
    expect(access?.[1]).toMatch(/^secret:keys-[0-9a-f]{6}$/);
  });

  it("is tagging too where a secret is made with tags", () => {
    const actionsOf = (body: object) =>
      needs("secretsmanager.CreateSecret", { Name: "keys", ...body })?.map(([action]) => action);
    expect(actionsOf({})).toEqual(["secretsmanager:CreateSecret"]);
    expect(actionsOf({ Tags: [{ Key: "service", Value: "nodesmith" }] })).toEqual([
      "secretsmanager:CreateSecret",
      "secretsmanager:TagResource",
    ]);
  });

  it.each([
    ["POST", "/2015-03-31/functions/Sandbox/invocations", "InvokeFunction", "Sandbox"],
    [
      "POST",
      `/2015-03-31/functions/${encodeURIComponent("arn:aws:lambda:x:1:function:Sandbox:live")}/invocations`,
      "InvokeFunction",
      "Sandbox:live",
    ],
    ["GET", "/2015-03-31/functions/Sandbox/configuration", "GetFunctionConfiguration", "Sandbox"],
    ["GET", "/2015-03-31/functions/Sandbox?Qualifier=2", "GetFunction", "Sandbox:2"],
  ])("%s %s is %s", (method, path, operation, name) => {
    const call = readCall({ method, path, target: undefined, body: "" }, tables);
    expect(call?.access).toEqual([
      {
        action: `lambda:${operation}`,
        resource: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
        context: {},
      },
    ]);
  });

  it("is unknown for a service that is not there", () => {
    const request = { method: "POST", path: "/", target: "AWSEvents.PutEvents", body: "{}" };
    expect(readCall(request, tables)).toBeUndefined();
  });
});
