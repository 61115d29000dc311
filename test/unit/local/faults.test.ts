import { describe, expect, it } from "vitest";
import { failureOf, losesAnswer } from "../../../local/iam/faults.ts";
import type { ServiceCall } from "../../../local/iam/request-access.ts";
import { putOff } from "../../../local/iam/unprocessed.ts";

const access = { action: "", resource: "", context: {} };
const dynamo = (operation: string, parts = 1): ServiceCall => ({
  service: "dynamodb",
  operation,
  access: Array.from({ length: parts }, () => access),
});
const reads = ["GetItem", "Query", "BatchGetItem"];
const singleWrites = ["PutItem", "UpdateItem", "DeleteItem"];

/** Numbers one after the other, and a test that fails where more are asked for. */
const drawn = (...numbers: number[]) => {
  const left = [...numbers];
  return () => left.shift() ?? expect.fail("more luck was drawn than expected");
};

describe("a call that fails", () => {
  it("does so as often as was asked, and nothing but the database's does", () => {
    const faults = { throttle: 0.5 };
    expect(failureOf(dynamo("GetItem"), faults, drawn(0.5))).toBeUndefined();
    expect(failureOf(dynamo("GetItem"), faults, drawn(0.49))).toMatchObject({
      type: "ProvisionedThroughputExceededException",
    });
    const queue: ServiceCall = { service: "sqs", operation: "SendMessage", access: [] };
    expect(failureOf(queue, { throttle: 1, transactionConflict: 1 }, drawn())).toBeUndefined();
    expect(losesAnswer(queue, { lostAnswer: 1 }, drawn())).toBe(false);
    expect(failureOf(dynamo("TransactWriteItems"), {}, () => 0)).toBeUndefined();
  });

  it("meets a transaction in the words of what it is, and reads meet none", () => {
    const faults = { transactionConflict: 1 };
    expect(failureOf(dynamo("TransactWriteItems", 3), faults)).toMatchObject({
      type: "TransactionCanceledException",
      message: expect.stringContaining("[TransactionConflict, None, None]"),
      more: { CancellationReasons: [{ Code: "TransactionConflict" }, {}, { Code: "None" }] },
    });
    for (const operation of singleWrites) {
      const failure = failureOf(dynamo(operation), faults);
      expect(failure?.type).toBe("TransactionConflictException");
    }
    for (const operation of reads) expect(failureOf(dynamo(operation), faults)).toBeUndefined();
  });
});

describe("an answer that is lost", () => {
  it("is a write's", () => {
    const faults = { lostAnswer: 0.5 };
    for (const operation of [...singleWrites, "BatchWriteItem", "TransactWriteItems"]) {
      expect(losesAnswer(dynamo(operation), faults, drawn(0.49)), operation).toBe(true);
      expect(losesAnswer(dynamo(operation), faults, drawn(0.5)), operation).toBe(false);
    }
    for (const operation of reads) {
      expect(losesAnswer(dynamo(operation), faults, drawn()), operation).toBe(false);
    }
  });
});

describe("a part that is put off", () => {
  const Keys = [{ pk: { S: "1" } }, { pk: { S: "2" } }, { pk: { S: "3" } }];

  it("is left out of the request, and told in the answer, of reads", () => {
    const body = {
      RequestItems: { A: { Keys, ConsistentRead: true }, B: { Keys } },
      ReturnConsumedCapacity: "TOTAL",
    };
    const part = putOff("BatchGetItem", body, 0.5, drawn(0.1, 0.9, 0.1, 0.2, 0.3));
    expect(part?.request).toEqual({
      RequestItems: { A: { Keys: [Keys[0], Keys[2]], ConsistentRead: true } },
      ReturnConsumedCapacity: "TOTAL",
    });
    const answer = JSON.stringify({ Responses: { A: [] }, UnprocessedKeys: {} });
    expect(JSON.parse(part?.rewrite(answer) ?? "")).toEqual({
      Responses: { A: [] },
      UnprocessedKeys: { A: { Keys: [Keys[1]], ConsistentRead: true }, B: { Keys } },
    });
  });

  it("is so of writes", () => {
    const A = Keys.map((Key) => ({ DeleteRequest: { Key } }));
    const part = putOff("BatchWriteItem", { RequestItems: { A } }, 0.5, drawn(0.9, 0.1));
    expect(part?.request).toEqual({ RequestItems: { A: A.slice(0, 2) } });
    expect(JSON.parse(part?.rewrite("{}") ?? "")).toEqual({ UnprocessedItems: { A: [A[2]] } });
  });

  it("is never all of them, nor a part of what is no batch", () => {
    const all = putOff("BatchGetItem", { RequestItems: { A: { Keys } } }, 1);
    expect(all?.request).toEqual({ RequestItems: { A: { Keys: [Keys[0]] } } });
    expect(putOff("BatchGetItem", { RequestItems: { A: { Keys } } }, 0)).toBeUndefined();
    expect(putOff("BatchGetItem", { RequestItems: { A: { Keys: [Keys[0]] } } }, 1)).toBeUndefined();
    expect(putOff("TransactWriteItems", { TransactItems: [] }, 1)).toBeUndefined();
  });
});
