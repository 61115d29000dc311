import { DescribeTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetFunctionConfigurationCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** Whether each part answers within 2 s. A probe never throws: a fault of any kind is a no. */
const mostMs = 2_000;

/** Whether the table is there and takes requests. */
export const probeTable = ({ client, table }: { client: DynamoDBClient; table: string }) =>
  inTime(async (abortSignal) => {
    const command = new DescribeTableCommand({ TableName: table });
    const { Table } = await client.send(command, { abortSignal });
    // A table that is being changed goes on working.
    return Table?.TableStatus === "ACTIVE" || Table?.TableStatus === "UPDATING";
  });

/** Whether the queue is there. */
export const probeQueue = ({ client, queueUrl }: { client: SQSClient; queueUrl: string }) =>
  inTime(async (abortSignal) => {
    const command = new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ["QueueArn"],
    });
    const { Attributes } = await client.send(command, { abortSignal });
    return Attributes?.QueueArn !== undefined;
  });

/** Whether the function is there and can be invoked; it is not invoked. */
export const probeFunction = ({
  client,
  functionName,
}: {
  client: LambdaClient;
  functionName: string;
}) =>
  inTime(async (abortSignal) => {
    const command = new GetFunctionConfigurationCommand({ FunctionName: functionName });
    const { State } = await client.send(command, { abortSignal });
    return State === "Active";
  });

/** The signal ends a request; the race also ends what takes none, such as finding credentials. */
async function inTime(ask: (signal: AbortSignal) => Promise<boolean>): Promise<boolean> {
  const signal = AbortSignal.timeout(mostMs);
  const late = new Promise<boolean>((resolve) => {
    signal.addEventListener("abort", () => resolve(false), { once: true });
  });
  return Promise.race([ask(signal).catch(() => false), late]);
}
