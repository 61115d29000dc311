import type { SQSEvent } from "aws-lambda";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { queueHandler } from "#shared/aws/queue-handler.ts";

const Message = z.strictObject({ jobId: z.string() });

const eventOf = (...bodies: string[]): SQSEvent => ({
  Records: bodies.map((body, index) => ({
    messageId: `m${index}`,
    receiptHandle: "",
    body,
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: "0",
      SenderId: "",
      ApproximateFirstReceiveTimestamp: "0",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "",
    awsRegion: "",
  })),
});

function handlerOf(build: () => object) {
  const told: unknown[] = [];
  const handler = queueHandler(
    Message,
    build,
    async ({ jobId }) => {
      if (jobId === "bad") throw new Error("a bug");
    },
    (error, message) => told.push([String(error), message]),
  );
  return { told, handler };
}

describe("the handler of a queue", () => {
  it("gives back only the message that failed, and says which job it was", async () => {
    const { handler, told } = handlerOf(() => ({}));
    const answer = await handler(eventOf('{"jobId":"good"}', '{"jobId":"bad"}'));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "m1" }] });
    expect(told).toEqual([["Error: a bug", { jobId: "bad" }]]);
  });

  it("says which job it was also where nothing could be built to run it", async () => {
    const { handler, told } = handlerOf(() => {
      throw new Error("Environment: WORK_TABLE is missing");
    });
    expect((await handler(eventOf('{"jobId":"good"}'))).batchItemFailures).toHaveLength(1);
    expect(told).toEqual([["Error: Environment: WORK_TABLE is missing", { jobId: "good" }]]);
  });

  it("names no job where the message cannot be read", async () => {
    const { handler, told } = handlerOf(() => ({}));
    expect((await handler(eventOf("{", '{"other":1}'))).batchItemFailures).toHaveLength(2);
    expect(told).toEqual([
      [expect.stringContaining("SyntaxError"), undefined],
      [expect.stringContaining("jobId"), undefined],
    ]);
  });
});
