import * as z from "zod";
import type { Assembly } from "../assembly/load-assembly.ts";

const MappingProperties = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.coerce.number().default(10),
  Enabled: z.boolean().default(true),
  FunctionResponseTypes: z.array(z.string()).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: z.coerce.number() }).optional(),
});

export interface EventSourceMapping {
  readonly queueArn: string;
  /** Name or ARN. */
  readonly functionName: string;
  readonly batchSize: number;
  readonly maximumConcurrency: number;
  /** Whether the function says which messages of a batch failed. */
  readonly reportsItemFailures: boolean;
}

// Lambda begins with five pollers for a standard queue and adds more under load.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
const unlimitedConcurrency = 5;

export function readEventSourceMappings(assembly: Assembly): EventSourceMapping[] {
  return assembly
    .ofType("AWS::Lambda::EventSourceMapping")
    .map(({ properties }) => MappingProperties.parse(properties))
    .filter((mapping) => mapping.Enabled)
    .map((mapping) => ({
      queueArn: mapping.EventSourceArn,
      functionName: mapping.FunctionName,
      // One ReceiveMessage call gives ten at most; larger batches need a batching window.
      batchSize: Math.min(mapping.BatchSize, 10),
      maximumConcurrency: mapping.ScalingConfig?.MaximumConcurrency ?? unlimitedConcurrency,
      reportsItemFailures: mapping.FunctionResponseTypes.includes("ReportBatchItemFailures"),
    }));
}
