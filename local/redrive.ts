import { setTimeout } from "node:timers/promises";
import { SQSClient } from "@aws-sdk/client-sqs";
import { CannotStart, exitWith } from "./cannot-start.ts";
import { commandArguments } from "./command-arguments.ts";
import {
  moveProgress,
  type QueueUrls,
  queuesOfStage,
  startMoveTask,
} from "./operator/message-move-task.ts";
import { moveMessages } from "./operator/move-messages.ts";
import { runningStores } from "./operator/store-access.ts";
import { clientSettings } from "./services/clients.ts";

const usage = `usage: npm run -s redrive                        of the stack that runs here
       npm run -s redrive -- --stage <stage>     of a deployed one
       npm run -s redrive -- --queue-url <dead letters> --target-url <queue>
Messages of generations that failed go back to their queue. A job that has ended is not run again.
Deployed queues are reached with the AWS credentials and the region of this shell.`;

/** Messages moved by one command on this machine. */
const mostLocally = 10_000;

async function main(): Promise<void> {
  const { values } = commandArguments(usage, {
    options: {
      stage: { type: "string" },
      "queue-url": { type: "string" },
      "target-url": { type: "string" },
    },
  });
  const { stage, "queue-url": deadLetters, "target-url": queue } = values;
  if (stage === undefined && deadLetters === undefined && queue === undefined) {
    return redriveHere();
  }
  const client = new SQSClient({});
  try {
    await redriveDeployed(client, await namedQueues(client, { stage, deadLetters, queue }));
  } finally {
    client.destroy();
  }
}

async function redriveHere(): Promise<void> {
  const { sqs } = await runningStores();
  const client = new SQSClient(clientSettings(sqs));
  // Names of the local run are those of the template.
  const urlOf = (name: string) => `${sqs}/000000000000/${name}`;
  try {
    const moved = await moveMessages({
      client,
      from: urlOf("GenerationDeadLetters"),
      to: urlOf("GenerationQueue"),
      most: mostLocally,
    });
    console.log(`${moved} messages moved`);
  } finally {
    client.destroy();
  }
}

type Named = { readonly stage: string | undefined } & {
  readonly [Name in keyof QueueUrls]: string | undefined;
};

async function namedQueues(client: SQSClient, named: Named): Promise<QueueUrls> {
  const { stage, deadLetters, queue } = named;
  if (stage === undefined && deadLetters !== undefined && queue !== undefined) {
    return { deadLetters, queue };
  }
  if (stage === undefined || (deadLetters ?? queue) !== undefined) throw new CannotStart(usage);
  return queuesOfStage(client, stage);
}

/** Shows how far it is until it is over; ending the command does not end what it has started. */
async function redriveDeployed(client: SQSClient, queues: QueueUrls): Promise<void> {
  await startMoveTask(client, queues);
  for (;;) {
    const { status, moved, failure } = await moveProgress(client, queues.deadLetters);
    console.log(`${status.toLowerCase()}: about ${moved} messages moved`);
    if (status === "FAILED") throw new CannotStart(`SQS could not move them: ${failure}`);
    if (status !== "RUNNING") return;
    await setTimeout(5_000);
  }
}

main().catch(exitWith);
