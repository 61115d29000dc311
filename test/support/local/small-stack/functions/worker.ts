import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

const database = new DynamoDBClient({});
const lambda = new LambdaClient({});
const secrets = new SecretsManagerClient({});

const scheduled = [{ body: "by schedule" }];

export const handler = async (event: { Records?: { body: string }[] }) => {
  const SecretId = process.env.PLATFORM_SECRET_ARN;
  const { SecretString = "" } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  for (const { body } of event.Records ?? scheduled) {
    const sandbox = await runInSandbox(body);
    const Item = {
      pk: { S: body },
      secret: { S: SecretString },
      sandbox: { S: sandbox },
      level: { S: process.env.LOG_LEVEL ?? "" },
    };
    await database.send(new PutItemCommand({ TableName: process.env.TABLE, Item }));
  }
  return { batchItemFailures: [] };
};

async function runInSandbox(body: string): Promise<string> {
  const FunctionName = process.env.SANDBOX;
  const Payload = JSON.stringify(body);
  const answer = await lambda.send(new InvokeCommand({ FunctionName, TenantId: "one", Payload }));
  return Buffer.from(answer.Payload ?? []).toString();
}
