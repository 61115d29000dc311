import { LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dynamodbClient } from "#shared/aws/document-client.ts";
import { probeFunction, probeTable } from "#shared/aws/service-probes.ts";
import { startFakeService } from "../../support/aws/fake-service.ts";
import { type LocalTables, startLocalTables } from "../../support/aws/local-tables.ts";

let tables: LocalTables;

beforeAll(async () => {
  tables = await startLocalTables();
});

afterAll(() => tables.stop());

test("a table is there or not", async () => {
  const client = dynamodbClient(tables.clientOptions);
  expect(await probeTable({ client, table: tables.nodesTable })).toBe(true);
  expect(await probeTable({ client, table: "absent" })).toBe(false);
  client.destroy();
});

test.each([
  ["Active", true],
  ["Pending", false],
])("a function that is %s: %s", async (State, expected) => {
  const service = await startFakeService(() => ({ status: 200, body: { State } }));
  const client = new LambdaClient(service.clientOptions);
  expect(await probeFunction({ client, functionName: "sandbox" })).toBe(expected);
  expect(service.requests[0]?.path).toBe("/2015-03-31/functions/sandbox/configuration");
  client.destroy();
  await service.stop();
});

test("what does not answer is not there, and is not waited for", async () => {
  const service = await startFakeService(() => "silence");
  const client = new LambdaClient(service.clientOptions);
  const started = performance.now();
  expect(await probeFunction({ client, functionName: "sandbox" })).toBe(false);
  expect(performance.now() - started).toBeLessThan(7_000);
  client.destroy();
  await service.stop();
});
