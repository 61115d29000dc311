import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { tenantKey } from "#shared/identity/verify-token.ts";
import { clientSettings } from "../../local/services/clients.ts";
import { type ApiClient, apiClient, csvSentence, endedJob } from "../support/api/api-client.ts";
import { runCommand } from "../support/stack/run-command.ts";
import { storeDeletedNode } from "../support/stack/store-deleted-node.ts";
import { startTestStack, type TestStack } from "../support/stack/test-stack.ts";

let stack: TestStack;
let ada: ApiClient;

beforeAll(async () => {
  stack = await startTestStack();
  ada = await apiClient(stack, "ada");
});

afterAll(() => stack?.close());

const tenant = (...parameters: string[]) =>
  runCommand("tenant", { parameters: [...parameters, "--subject", "ada"], dataDir: stack.dataDir });

describe("an operator", () => {
  it("sends messages again, and a job that has ended is not run again", async () => {
    const accepted = await ada.call("POST", "/api/generated-nodes/generate", {
      body: { request: csvSentence },
      headers: { prefer: "respond-async" },
    });
    const jobId = accepted.json.job.id;
    expect(await endedJob(ada, jobId)).toMatchObject({ status: "succeeded" });
    const before = (await ada.call("GET", `/api/jobs/${jobId}`)).json;
    const client = new SQSClient(clientSettings(stack.endpoints.sqs));
    const urlOf = (name: string) => `${stack.endpoints.sqs}/000000000000/${name}`;
    const message = { schemaVersion: 1, tenant: tenantKey(stack.issuer, "ada"), jobId };
    await client.send(
      new SendMessageCommand({
        QueueUrl: urlOf("GenerationDeadLetters"),
        MessageBody: JSON.stringify(message),
      }),
    );

    const redriven = await runCommand("redrive", { dataDir: stack.dataDir });
    expect(redriven).toMatchObject({ status: 0, stdout: "1 messages moved\n" });
    await vi.waitFor(
      async () => {
        const { Attributes } = await client.send(
          new GetQueueAttributesCommand({
            QueueUrl: urlOf("GenerationQueue"),
            AttributeNames: ["All"],
          }),
        );
        expect(Attributes).toMatchObject({
          ApproximateNumberOfMessages: "0",
          ApproximateNumberOfMessagesNotVisible: "0",
        });
      },
      { timeout: 20_000, interval: 100 },
    );
    expect((await ada.call("GET", `/api/jobs/${jobId}`)).json).toMatchObject({
      status: "succeeded",
      updated_at: before.updated_at,
    });
    client.destroy();
  });

  it("has what was deleted long ago removed, as the schedule does", async () => {
    const path = await storeDeletedNode(stack, "ada");
    expect(await stack.fire("node-purge")).toMatchObject({ ok: true, payload: '{"purged":1}' });
    expect((await ada.call("POST", `${path}/undelete`)).status).toBe(404);
  });

  it("gives out what a tenant has, and deletes it once told that this is meant", async () => {
    const exported = await tenant("export");
    const lines = exported.stdout.trim().split("\n");
    const kinds = new Set(lines.map((line) => JSON.parse(line).kind));
    expect(kinds).toEqual(new Set(["node", "version", "usage", "job_cost", "audit"]));

    const unsure = await tenant("delete");
    expect(unsure).toMatchObject({ status: 1, stderr: expect.stringContaining("add --yes") });
    expect((await ada.call("GET", "/api/generated-nodes")).json).toHaveLength(1);

    const deleted = await tenant("delete", "--yes");
    expect(JSON.parse(deleted.stdout)).toMatchObject({ deleted: { nodes: 1, secrets: 0 } });
    expect((await ada.call("GET", "/api/generated-nodes")).json).toEqual([]);
    expect((await tenant("export")).stdout).toBe("");
  });
});
