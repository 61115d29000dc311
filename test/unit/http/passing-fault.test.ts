import {
  ConditionalCheckFailedException,
  ProvisionedThroughputExceededException,
  TransactionConflictException,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { problemResponse } from "#shared/http/problem-response.ts";

const respond = (error: unknown) => {
  const { statusCode, headers, body } = problemResponse(error, { requestId: "r", basePath: "" });
  return { statusCode, retryAfter: headers["retry-after"], problem: JSON.parse(body) };
};
const told = { message: "of the table in eu-west-1", $metadata: {} };
const broken = (code: string) => Object.assign(new Error("socket hang up"), { code });

describe("a fault of the store", () => {
  it.each([
    ["throttling", new ProvisionedThroughputExceededException(told)],
    ["a transaction on the same item", new TransactionConflictException(told)],
    ["a broken connection", broken("ECONNRESET")],
    ["a store that does not answer", Object.assign(new Error("5 s"), { name: "TimeoutError" })],
  ])("that passes says when to try again: %s", (_name, error) => {
    const { statusCode, retryAfter, problem } = respond(error);
    expect({ statusCode, retryAfter }).toEqual({ statusCode: 503, retryAfter: "1" });
    expect(problem).toMatchObject({ code: "unavailable", requestId: "r" });
    expect(JSON.stringify(problem)).not.toMatch(/eu-west-1|socket/);
  });

  it.each([
    ["a condition", new ConditionalCheckFailedException(told)],
    ["a bug", new TypeError("x is not a function")],
    ["a file", broken("ENOENT")],
    ["no error", "ECONNRESET"],
  ])("that does not pass is one of ours: %s", (_name, error) => {
    const { statusCode, retryAfter, problem } = respond(error);
    expect({ statusCode, retryAfter }).toEqual({ statusCode: 500, retryAfter: undefined });
    expect(problem.code).toBe("internal");
  });
});
