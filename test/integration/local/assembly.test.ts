// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the notation of Fn::Sub

import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadAssembly } from "../../../local/assembly/load-assembly.ts";
import { temporaryDirectory } from "../../support/local/temporary-directory.ts";
import { writeAssembly } from "../../support/local/write-assembly.ts";

const data = {
  Resources: {
    Items: { Type: "AWS::DynamoDB::GlobalTable", Properties: {} },
    Keys: { Type: "AWS::SecretsManager::Secret", Properties: { Name: "keys" } },
  },
  Outputs: {
    Table: { Value: { Ref: "Items" }, Export: { Name: { "Fn::Sub": "${AWS::StackName}:Table" } } },
    TableArn: { Value: { "Fn::GetAtt": ["Items", "Arn"] }, Export: { Name: "data:TableArn" } },
  },
};

const service = {
  Parameters: {
    LogLevel: { Type: "String", Default: "info" },
    Model: { Type: "String" },
  },
  Conditions: { Never: { "Fn::Equals": [{ Ref: "LogLevel" }, "none"] } },
  Resources: {
    Jobs: { Type: "AWS::SQS::Queue", Properties: { QueueName: "jobs" } },
    Worker: {
      Type: "AWS::Lambda::Function",
      Properties: {
        Code: { S3Bucket: "assets", S3Key: "worker.zip" },
        Environment: {
          Variables: {
            TABLE: { "Fn::ImportValue": "data:Table" },
            QUEUE: { Ref: "Jobs" },
            LEVEL: { Ref: "LogLevel" },
            MODEL: { Ref: "Model" },
          },
        },
      },
    },
    Debug: { Type: "AWS::SQS::Queue", Condition: "Never" },
  },
};

async function load(parameters: Record<string, string> = { Model: "small" }) {
  const directory = await temporaryDirectory();
  await writeAssembly(directory, {
    stacks: { data, service },
    code: { worker: { "index.mjs": "export {}" } },
  });
  const queueUrl = (name: string) => `http://127.0.0.1:1/000000000000/${name}`;
  return { directory, assembly: await loadAssembly(directory, { parameters, queueUrl }) };
}

describe("the assembly", () => {
  it("resolves names across stacks, parameters and code", async () => {
    const { directory, assembly } = await load({ Model: "small", LogLevel: "debug" });
    const [worker] = assembly.ofType("AWS::Lambda::Function");
    expect(worker?.properties.Environment).toEqual({
      Variables: {
        TABLE: "Items",
        QUEUE: "http://127.0.0.1:1/000000000000/jobs",
        LEVEL: "debug",
        MODEL: "small",
      },
    });
    expect(worker?.physical.attributes.Arn).toBe(
      "arn:aws:lambda:us-east-1:000000000000:function:Worker",
    );
    expect(assembly.codeDirectory(worker?.properties.Code)).toBe(join(directory, "asset.worker"));
    expect(assembly.stacks[0]?.outputs().TableArn).toBe(
      "arn:aws:dynamodb:us-east-1:000000000000:table/Items",
    );
  });

  it("leaves out resources whose condition does not hold", async () => {
    const { assembly } = await load();
    expect(assembly.ofType("AWS::SQS::Queue").map((queue) => queue.logicalId)).toEqual(["Jobs"]);
  });

  it("gives a secret the six characters that AWS adds, always the same", async () => {
    const [first, second] = [await load(), await load()].map(
      ({ assembly }) => assembly.ofType("AWS::SecretsManager::Secret")[0]?.physical.ref,
    );
    expect(first).toMatch(/:secret:keys-[0-9a-f]{6}$/);
    expect(second).toBe(first);
  });

  it("names a parameter that has no value", async () => {
    const { assembly } = await load({});
    expect(() => assembly.ofType("AWS::Lambda::Function")).toThrow(
      "stack service needs a value for parameter Model",
    );
  });

  it("names what is missing from the assembly", async () => {
    const { assembly } = await load();
    const [stack] = assembly.stacks;
    expect(() => stack?.resolve({ "Fn::ImportValue": "other" })).toThrow("exports other");
    expect(() => stack?.resolve({ Ref: "Nobody" })).toThrow("stack data has no resource Nobody");
    expect(() => assembly.codeDirectory({ S3Key: "gone.zip" })).toThrow("no asset gone.zip");
  });
});
