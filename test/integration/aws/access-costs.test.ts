import { beforeAll, expect, test } from "vitest";
import type { AccessCost } from "../../../bench/dynamodb/access-meter.ts";
import { dynamodbAccesses } from "../../../bench/dynamodb.ts";

let costs: Map<string, AccessCost>;

beforeAll(async () => {
  costs = new Map((await dynamodbAccesses()).map((cost) => [cost.access, cost]));
});

/** Bounds a little above what was measured: an access that grew costs every caller, every day. */
test.each([
  ["create node", 1, 0, 50],
  ["update node", 1, 0, 50],
  ["get node", 1, 5, 0],
  ["list 50 nodes", 1, 4, 0],
  ["search 50 nodes for text", 1, 4, 0],
  ["list versions", 1, 1, 0],
  ["get version", 1, 6, 0],
  ["delete node", 1, 0, 8],
  ["accept job", 1, 0, 12],
  ["accept job, with a key", 1, 0, 14],
  ["get job", 1, 0.5, 0],
  ["claim job", 1, 0, 4],
  ["request of a job", 1, 1, 0],
  ["is the claim held", 1, 0.5, 0],
  ["advance job", 1, 0, 6],
  ["a call begins", 1, 0, 6],
  ["replies of a job", 2, 6, 0],
  ["events of a job", 1, 0.5, 0],
  ["succeed, with its node", 1, 0, 55],
  ["fail job", 1, 0, 12],
  ["cancel job", 3, 2, 12],
  ["abandon job", 2, 1, 12],
  ["find key", 1, 1, 0],
  ["count runs", 1, 0, 1],
  ["usage of 30 days", 1, 1, 0],
])("%s: at most %d requests, %d read and %d write units", (access, requests, reads, writes) => {
  const cost = costs.get(access);
  expect(cost?.requests).toBe(requests);
  expect(cost?.readUnits).toBeLessThanOrEqual(reads);
  expect(cost?.writeUnits).toBeLessThanOrEqual(writes);
});
