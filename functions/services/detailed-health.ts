import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { providerSettings } from "#schemas/settings.ts";
import { probeFunction, probeQueue, probeTable } from "#shared/aws/service-probes.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import { choosePlatformProvider } from "#shared/providers/choose-provider.ts";
import type { DetailedHealthServices } from "#shared/service/detailed-health.ts";

export function detailedHealthServices(
  source: Readonly<Record<string, string | undefined>>,
): DetailedHealthServices {
  const settings = readEnvironment(
    source,
    "NODES_TABLE",
    "GENERATION_QUEUE_URL",
    "SANDBOX_FUNCTION",
    ...providerSettings,
  );
  const database = new DynamoDBClient({});
  const queue = new SQSClient({});
  const functions = new LambdaClient({});
  return {
    probes: {
      database: () => probeTable({ client: database, table: settings.NODES_TABLE }),
      queue: () => probeQueue({ client: queue, queueUrl: settings.GENERATION_QUEUE_URL }),
      sandbox: () => probeFunction({ client: functions, functionName: settings.SANDBOX_FUNCTION }),
    },
    provider: choosePlatformProvider(settings),
    memory: () => ({ ...process.memoryUsage() }),
    uptime: () => process.uptime(),
  };
}
