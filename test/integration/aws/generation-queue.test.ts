import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { buildApp } from "fauxqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GenerationMessage } from "#schemas/job.ts";
import { probeQueue } from "#shared/aws/service-probes.ts";
import { sqsGenerationQueue } from "#shared/aws/sqs-generation-queue.ts";
import { newJobId } from "../../support/stores/job-samples.ts";
import { newTenant } from "../../support/stores/node-samples.ts";

let app: ReturnType<typeof buildApp>;
let client: SQSClient;
let queueUrl: string;

beforeAll(async () => {
  app = buildApp({ logger: false });
  const endpoint = await app.listen({ host: "127.0.0.1", port: 0 });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  client = new SQSClient({ endpoint, region: "us-east-1", credentials });
  await client.send(new CreateQueueCommand({ QueueName: "generations" }));
  queueUrl = `${endpoint}/000000000000/generations`;
});

afterAll(async () => {
  client.destroy();
  await app.close();
});

test("a message arrives as it was sent, grouped by tenant", async () => {
  const message = GenerationMessage.parse({
    schemaVersion: 1,
    tenant: newTenant(),
    jobId: newJobId(),
  });
  const sent: object[] = [];
  client.middlewareStack.add(
    (next) => async (args) => {
      sent.push(args.input);
      return next(args);
    },
    { step: "initialize", name: "record" },
  );
  await sqsGenerationQueue({ client, queueUrl }).send(message);
  client.middlewareStack.remove("record");
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 5 }),
  );
  expect(Messages.map(({ Body = "" }) => GenerationMessage.parse(JSON.parse(Body)))).toEqual([
    message,
  ]);
  // The local queue takes the group of a standard queue but does not give it back.
  expect(sent).toMatchObject([{ MessageGroupId: message.tenant }]);
});

test("the queue's probe tells whether it is there", async () => {
  expect(await probeQueue({ client, queueUrl })).toBe(true);
  expect(await probeQueue({ client, queueUrl: `${queueUrl}-other` })).toBe(false);
});
