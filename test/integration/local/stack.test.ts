import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import * as z from "zod";
import { fireSchedule } from "../../../local/control.ts";
import { findRunningStack } from "../../../local/data-directory/state-file.ts";
import { clientSettings } from "../../../local/services/clients.ts";
import { type Stack, startStack } from "../../../local/stack.ts";
import type { StackOptions } from "../../../local/stack-options.ts";
import { bundleFunctions } from "../../support/local/small-stack/bundle-functions.ts";
import { functionNames, smallStacks } from "../../support/local/small-stack/small-stacks.ts";
import { temporaryDirectory } from "../../support/local/temporary-directory.ts";
import { writeAssembly } from "../../support/local/write-assembly.ts";

const code = await bundleFunctions(functionNames);

async function start(more: Partial<StackOptions> = {}) {
  const assembly = await temporaryDirectory();
  await writeAssembly(assembly, { stacks: smallStacks, code });
  const dataDir = more.dataDir ?? (await temporaryDirectory());
  const settings = { LOG_LEVEL: "debug", CLAUDE_API_KEY: "sk-test" };
  const stack = await startStack({ assembly, dataDir, port: 0, settings, ...more });
  onTestFinished(stack.close);
  return { stack, dataDir };
}

async function itemOf(stack: Stack, pk: string) {
  const client = new DynamoDBClient(clientSettings(stack.endpoints.dynamodb));
  const key = { TableName: "Items", Key: { pk: { S: pk } } };
  const { Item } = await client.send(new GetItemCommand(key));
  client.destroy();
  return Item;
}

const seen = (stack: Stack, pk: string) =>
  vi.waitFor(async () => expect(await itemOf(stack, pk)).toBeDefined(), 10_000);

const post = (stack: Stack, body: string) => fetch(`${stack.url}/jobs`, { method: "POST", body });

describe("a stack on this machine", () => {
  it("runs from the request over queue, secret and sandbox to the table", async () => {
    const { stack } = await start();
    expect((await post(stack, "first")).status).toBe(202);
    await seen(stack, "first");
    expect(await itemOf(stack, "first")).toEqual({
      pk: { S: "first" },
      secret: { S: '{"claude":"sk-test"}' },
      sandbox: { S: '{"ran":"first","tenant":"one"}' },
      level: { S: "debug" },
    });
    const used = stack.iamUsage().map((usage) => `${usage.function} ${usage.action}`);
    expect(used.toSorted()).toEqual([
      "accept sqs:SendMessage",
      "worker dynamodb:PutItem",
      "worker lambda:InvokeFunction",
      "worker secretsmanager:GetSecretValue",
    ]);
  });

  it("gives a function the template's variables and the platform's, nothing of ours", async () => {
    const { stack } = await start();
    const answer = await (await fetch(`${stack.url}/hello`)).json();
    const { environment } = z
      .object({ environment: z.record(z.string(), z.string()) })
      .parse(answer);
    const known = ["PATH", "LANG", "TZ", "LOG_LEVEL", "_HANDLER", "_X_AMZN_TRACE_ID"];
    const isPlatforms = (name: string) =>
      known.includes(name) || /^(AWS|LAMBDA|NODE)_/.test(name) || name.startsWith("TMP");
    expect(Object.keys(environment).filter((name) => !isPlatforms(name))).toEqual([]);
    expect(environment.AWS_ACCESS_KEY_ID).toBe("hello");
    expect(environment.AWS_ENDPOINT_URL).toBe("http://127.0.0.1:9");
  });

  it("answers 60 requests of 20 callers, and keeps no more environments than it may", async () => {
    const environments = { perFunction: 4, inAll: 2, idleSeconds: 0.5 };
    const { stack } = await start({ environments });
    const caller = async () => {
      const statuses: number[] = [];
      for (const name of ["one", "two", "three"]) statuses.push((await post(stack, name)).status);
      return statuses;
    };
    const statuses = await Promise.all(Array.from({ length: 20 }, caller));
    expect(statuses.flat()).toEqual(Array(60).fill(202));
    const idle = () => [...stack.functions.values()].reduce((sum, local) => sum + local.idle(), 0);
    expect(idle()).toBeLessThanOrEqual(2);
    await vi.waitFor(() => expect(idle()).toBe(0), 20_000);
  });

  it("warns of a chosen provider that has no key, and starts", async () => {
    const lines: string[] = [];
    const log = (_source: string, line: string) => lines.push(line);
    await start({ settings: { LLM_PROVIDER: "claude" }, log });
    expect(lines.join("\n")).toContain("LLM_PROVIDER is claude and ANTHROPIC_API_KEY is not set");
  });

  it("throttles what may not wait, where a function has no more environments", async () => {
    const { stack } = await start({ environments: { perFunction: 1, waitSeconds: 0 } });
    const answers = await Promise.all([post(stack, "first"), post(stack, "second")]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 500]);
  });

  it("keeps everything over a restart, on the same directory", async () => {
    const { stack, dataDir } = await start();
    await post(stack, "kept");
    await seen(stack, "kept");
    await stack.close();
    const { stack: again } = await start({ dataDir });
    expect(await itemOf(again, "kept")).toBeDefined();
  });

  it("fires a schedule from outside, by what the data directory says", async () => {
    const { stack, dataDir } = await start();
    const running = findRunningStack(dataDir);
    if (!running) throw new Error("the stack has not published itself");
    expect(running.url).toBe(stack.url);
    expect(await fireSchedule(running, "every")).toMatchObject({ ok: true });
    expect(await itemOf(stack, "by schedule")).toBeDefined();
    expect(await fireSchedule(running, "nightly")).toMatchObject({ ok: false });
    const stranger = { ...running, controlKey: "x".repeat(32) };
    await expect(fireSchedule(stranger, "every")).rejects.toThrow();
    await stack.close();
    expect(findRunningStack(dataDir)).toBeUndefined();
  });

  it("denies what no role allows, and says so in the log", async () => {
    const lines: string[] = [];
    const { acceptRole, ...others } = smallStacks.service.Resources;
    const Resources = { ...others, acceptRole: { ...acceptRole, Properties: {} } };
    const stacks = { ...smallStacks, service: { ...smallStacks.service, Resources } };
    const assembly = await temporaryDirectory();
    await writeAssembly(assembly, { stacks, code });
    const log = (source: string, line: string) => lines.push(`${source}: ${line}`);
    const { stack, dataDir } = await start({ assembly, log });
    expect((await post(stack, "denied")).status).toBe(502);
    const denial = /local-run: .*accept is not authorized to perform: sqs:SendMessage/;
    expect(lines.join("\n")).toMatch(denial);
    await stack.close();
    expect(await readFile(join(dataDir, "logs/local-run.log"), "utf8")).toContain("sqs:Send");

    const { stack: open } = await start({ assembly, iam: false });
    expect((await post(open, "let through")).status).toBe(202);
  });

  it("ends what it began where it cannot start", async () => {
    const { stack, dataDir } = await start();
    await expect(start({ dataDir })).rejects.toThrow(/another stack \(process \d+, http.*DATA_DIR/);
    await expect(start({ port: stack.port })).rejects.toThrow("name another one in PORT");
    const settings = { LOG_LEVEL: "loud", SYNC_WAIT_SECONDS: "x" };
    await expect(start({ settings })).rejects.toThrow(/LOG_LEVEL=loud.*\n.*SYNC_WAIT_SECONDS=x/);
    const elsewhere = await temporaryDirectory();
    await expect(start({ dataDir: elsewhere, assembly: elsewhere })).rejects.toThrow("manifest");
    expect((await start({ dataDir: elsewhere })).stack.url).toMatch(/^http:/);
  });
});
