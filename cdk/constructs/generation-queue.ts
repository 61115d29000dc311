import { Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { EventSourceMapping, type IFunction } from "aws-cdk-lib/aws-lambda";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { acknowledge } from "../acknowledge.ts";

/** Messages of accepted generations, and those that could not be handled. */
export class GenerationQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, handlerTimeoutSeconds: number) {
    super(scope, id);
    this.deadLetters = new Queue(this, "DeadLetters", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this.deadLetters, {
      "Serverless-SQSRedrivePolicy": "These are the dead letters themselves.",
    });
    this.queue = new Queue(this, "Queue", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Below the function's own timeout a slow job would be handed out twice. Lost jobs are
      // found by their lease and not by this.
      visibilityTimeout: Duration.seconds(handlerTimeoutSeconds + 10),
      // Lambda's pollers take messages they then may not run; fewer would bury healthy ones.
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
  }

  /** What Lambda needs, in the function's name, to read the queue for it. */
  consumption(): PolicyStatement {
    return new PolicyStatement({
      sid: "ConsumeGenerationQueue",
      actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
      resources: [this.queue.queueArn],
    });
  }

  /** One message an invocation: jobs take minutes, and one must not wait for another. */
  feed(handler: IFunction, concurrency: number): void {
    const consumer = new EventSourceMapping(this, "Consumer", {
      target: handler,
      eventSourceArn: this.queue.queueArn,
      batchSize: 1,
      // Not reserved concurrency: young accounts have little to set aside.
      maxConcurrency: concurrency,
      reportBatchItemFailures: true,
    });
    acknowledge(consumer, {
      "Serverless-LambdaEventSourceMappingDestination":
        "The destination is for streams; of a queue, failures go to the queue's dead letters.",
    });
  }
}
