import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterEach, expect, test } from "vitest";
import { freshConnection, requestTimeout } from "#shared/aws/request-timeout.ts";

const close: (() => unknown)[] = [];
afterEach(() => {
  for (const one of close.splice(0)) one();
});

async function connectionsOfTwoInvokes(requestHandler: object): Promise<number> {
  let connections = 0;
  const server = createServer((_, response) => response.end("{}"));
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const client = new LambdaClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    requestHandler,
  });
  close.push(
    () => client.destroy(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  for (let n = 0; n < 2; n += 1) await client.send(new InvokeCommand({ FunctionName: "f" }));
  return connections;
}

test("a request that must not be made twice never meets a connection that died meanwhile", async () => {
  expect(await connectionsOfTwoInvokes(freshConnection(5_000))).toBe(2);
});

test("other requests share one", async () => {
  expect(await connectionsOfTwoInvokes(requestTimeout(5_000))).toBe(1);
});
