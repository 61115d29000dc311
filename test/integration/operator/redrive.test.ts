import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { buildApp } from "fauxqs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  moveProgress,
  queuesOfStage,
  startMoveTask,
} from "../../../local/operator/message-move-task.ts";
import { moveMessages } from "../../../local/operator/move-messages.ts";
import { type FakeAnswer, startFakeService } from "../../support/aws/fake-service.ts";

describe("a redrive on this machine", () => {
  let app: ReturnType<typeof buildApp>;
  let endpoint: string;
  let client: SQSClient;
  let from: string;
  let to: string;

  const options = () => ({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });

  beforeAll(async () => {
    app = buildApp({ logger: false });
    endpoint = await app.listen({ host: "127.0.0.1", port: 0 });
  });

  afterAll(() => app.close());

  beforeEach(async () => {
    client = new SQSClient(options());
    const make = async (kind: string) => {
      const QueueName = `${kind}-${crypto.randomUUID()}`;
      await client.send(new CreateQueueCommand({ QueueName }));
      return `${endpoint}/000000000000/${QueueName}`;
    };
    [from, to] = [await make("dead"), await make("live")];
    for (let n = 0; n < 25; n += 1) {
      const MessageBody = JSON.stringify({ n });
      await client.send(new SendMessageCommand({ QueueUrl: from, MessageBody }));
    }
  });

  afterEach(() => client.destroy());

  async function bodiesIn(QueueUrl: string): Promise<string[]> {
    const bodies: string[] = [];
    for (;;) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) return bodies;
      bodies.push(...Messages.map(({ Body = "" }) => Body));
    }
  }

  async function countIn(QueueUrl: string): Promise<number> {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: taken } =
      Attributes ?? {};
    return Number(waiting) + Number(taken);
  }

  it("moves all messages as they are, and a second one finds none", async () => {
    expect(await moveMessages({ client, from, to, most: 100 })).toBe(25);
    expect(await countIn(from)).toBe(0);
    const bodies = await bodiesIn(to);
    expect(new Set(bodies)).toEqual(new Set(Array.from({ length: 25 }, (_, n) => `{"n":${n}}`)));
    expect(bodies).toHaveLength(25);
    expect(await moveMessages({ client, from, to, most: 100 })).toBe(0);
  });

  it("moves no more than it may", async () => {
    expect(await moveMessages({ client, from, to, most: 13 })).toBe(13);
    expect([await countIn(from), await countIn(to)]).toEqual([12, 13]);
  });

  it("loses none where it ends between sending and deleting", async () => {
    const dying = new SQSClient(options());
    let deletes = 0;
    dying.middlewareStack.add(
      (next, context) => async (args) => {
        if (context.commandName === "DeleteMessageCommand") deletes += 1;
        if (deletes === 4) throw new Error("killed");
        return next(args);
      },
      { step: "initialize", name: "dies" },
    );
    await expect(moveMessages({ client: dying, from, to, most: 100 })).rejects.toThrow("killed");
    dying.destroy();
    // Three have gone over; the fourth lies in both queues.
    expect([await countIn(from), await countIn(to)]).toEqual([22, 4]);
  });
});

describe("a redrive of a deployed stage", () => {
  const answers: Readonly<Record<string, (body: Record<string, string>) => object>> = {
    ListQueues: ({ QueueNamePrefix }) => ({
      QueueUrls: QueueNamePrefix?.includes("-prod-") ? [`https://sqs/1/${QueueNamePrefix}AB`] : [],
    }),
    GetQueueAttributes: ({ QueueUrl }) => ({
      Attributes: { QueueArn: `arn:aws:sqs:us-east-1:1:${QueueUrl?.split("/").at(-1)}` },
    }),
    StartMessageMoveTask: () => ({ TaskHandle: "handle" }),
    ListMessageMoveTasks: () => ({
      Results: [{ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 7 }, { Status: "FAILED" }],
    }),
  };

  async function startService() {
    const service = await startFakeService(({ headers, body }): FakeAnswer => {
      const operation = String(headers["x-amz-target"]).split(".")[1] ?? "";
      const answer = answers[operation]?.(JSON.parse(body));
      return {
        status: 200,
        headers: { "content-type": "application/x-amz-json-1.0" },
        body: answer,
      };
    });
    const client = new SQSClient({ ...service.clientOptions, useQueueUrlAsEndpoint: false });
    const stop = async () => {
      client.destroy();
      await service.stop();
    };
    return { client, requests: service.requests, stop };
  }

  it("has SQS move the messages between the queues of the stage, and tells how far it is", async () => {
    const { client, requests, stop } = await startService();
    const queues = await queuesOfStage(client, "prod");
    expect(queues.deadLetters).toContain("nodesmith-prod-service-GenerationDeadLetters-");
    await startMoveTask(client, queues);
    const asked = requests.map(({ headers, body }) => [headers["x-amz-target"], JSON.parse(body)]);
    expect(asked.at(-1)).toEqual([
      "AmazonSQS.StartMessageMoveTask",
      {
        SourceArn: "arn:aws:sqs:us-east-1:1:nodesmith-prod-service-GenerationDeadLetters-AB",
        DestinationArn: "arn:aws:sqs:us-east-1:1:nodesmith-prod-service-GenerationQueue-AB",
        MaxNumberOfMessagesPerSecond: 10,
      },
    ]);
    expect(await moveProgress(client, queues.deadLetters)).toEqual({
      status: "COMPLETED",
      moved: 7,
      failure: undefined,
    });
    await stop();
  });

  it("says which queues it looked for where there are none", async () => {
    const { client, stop } = await startService();
    await expect(queuesOfStage(client, "dev")).rejects.toThrow(
      "0 queues begin with nodesmith-dev-service-GenerationDeadLetters-",
    );
    await stop();
  });
});
