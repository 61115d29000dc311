import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GeneratedNode } from "#schemas/node.ts";
import { csvSentence } from "../support/api/api-client.ts";
import { functionProcesses } from "../support/stack/function-processes.ts";
import { runCommand } from "../support/stack/run-command.ts";
import { type SpawnedStack, spawnStack } from "../support/stack/spawn-stack.ts";

const root = resolve(import.meta.dirname, "../..");

/** Ends a command as a terminal does, once its job is queued. */
async function interrupted(command: string, parameters: string[], dataDir: string) {
  const child = spawn(process.execPath, [`local/${command}.ts`, ...parameters], {
    cwd: root,
    env: { PATH: process.env.PATH, DATA_DIR: dataDir, PORT: "0" },
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  const { pid = 0 } = child;
  let stderr = "";
  let functions: number[] = [];
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
    if (functions.length > 0 || !stderr.includes("queued")) return;
    functions = functionProcesses(pid);
    // The whole group, its functions included.
    process.kill(-pid, "SIGINT");
  });
  const status = await new Promise<number | null>((settle) => child.once("close", settle));
  return { status, stderr, functions };
}

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

let stack: SpawnedStack;

beforeAll(async () => {
  stack = await spawnStack();
});

afterAll(() => stack?.close());

describe("beside a running stack", () => {
  it("generate shows what happens and gives the node", async () => {
    const { dataDir } = stack;
    const text = await runCommand("generate", { parameters: [csvSentence], dataDir });
    expect(text).toMatchObject({ status: 0, stdout: expect.stringContaining("✓") });
    expect(text.stdout).toContain("async function execute");
    const told = text.stderr.trim().split("\n");
    expect(told).toEqual(expect.arrayContaining(["queued", "prove", "  attempt 1: proven"]));
    expect(told.filter((line) => line.startsWith("  ✓ ")).length).toBeGreaterThanOrEqual(3);
    expect(told.at(-1)).toBe("done");

    const json = await runCommand("generate", { parameters: [csvSentence, "--json"], dataDir });
    const node = GeneratedNode.parse(JSON.parse(json.stdout));
    expect(node.verification.status).toBe("passed");
  });

  it("generate fails with the service's words where no node comes of it", async () => {
    const sentence = "Translate the lyrics of an opera into Klingon sign language";
    const failed = await runCommand("generate", { parameters: [sentence], dataDir: stack.dataDir });
    expect(failed).toMatchObject({ status: 1, stdout: "" });
    expect(failed.stderr).toContain("(no_pattern)");
    expect(failed.stderr).toMatch(
      /its attempts can be read at \/api\/jobs\/[\w-]{36}\/transcript\n$/,
    );
  });

  it("logs finds what all functions wrote about one generation", async () => {
    const { dataDir } = stack;
    const made = await runCommand("generate", { parameters: [csvSentence, "--json"], dataDir });
    const { id, provenance } = GeneratedNode.parse(JSON.parse(made.stdout));
    const job = provenance?.job_id ?? "";
    const ofJob = await runCommand("show-logs", { parameters: [job], dataDir });
    expect(ofJob).toMatchObject({ status: 0, stderr: "" });
    const lines = ofJob.stdout.trim().split("\n");
    const path = ["job accepted", "generation taken", "sandbox", "node stored", "generation"];
    const found = path.map((message) =>
      lines.findIndex((line) => line.includes(` ${message} jobId=`)),
    );
    expect(found).not.toContain(-1);
    expect(found).toEqual(found.toSorted((one, other) => one - other));
    const functions = lines.map((line) => line.split(" ")[1]);
    expect(functions).toEqual(expect.arrayContaining(["GenerateNode", "Worker", "Sandbox"]));
    const ofNode = await runCommand("show-logs", { parameters: [id], dataDir });
    expect(ofNode.stdout).toContain(job);
  });

  it("schedule fires the sweeper, and knows no other", async () => {
    const { dataDir } = stack;
    const fired = await runCommand("schedule", { parameters: ["sweeper"], dataDir });
    expect(fired).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Sweeper/) });
    const unknown = await runCommand("schedule", { parameters: ["nightly"], dataDir });
    expect(unknown).toMatchObject({ status: 1, stderr: expect.stringContaining("Sweeper") });
  });

  it("configure saves a configuration and shows how trying it went, never the key", async () => {
    const { dataDir } = stack;
    const LLM_API_KEY = "sk-planted-configure-0123456789";
    const parameters = ["--scope=user", "--model=patterns", "--provider"];
    const saved = await runCommand("configure", { dataDir, parameters: [...parameters, "mock"] });
    expect(saved).toMatchObject({ status: 0, stdout: expect.stringContaining("It answers") });
    expect(saved.stdout).toContain("the default");
    const refused = await runCommand("configure", {
      dataDir,
      parameters: [...parameters, "cohere"],
      environment: { LLM_API_KEY },
    });
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain("must be one of anthropic");
    expect(refused.stderr).not.toContain(LLM_API_KEY);
    const asking = await runCommand("configure", {
      dataDir,
      parameters: [...parameters, "openai"],
    });
    expect(asking).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("no terminal to ask on: give LLM_API_KEY"),
    });
  });

  it("a second stack does not start, on its data or on its port", async () => {
    const { dataDir, url } = stack;
    const sameData = await runCommand("start", { dataDir });
    expect(sameData).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`another stack (process ${stack.pid}, ${url})`),
    });
    const port = new URL(url).port;
    const samePort = await runCommand("start", { dataDir: `${dataDir}/other`, port });
    expect(samePort.status).toBe(1);
    expect(samePort.stderr).toMatch(`port ${port} cannot be used (EADDRINUSE)`);
  });
});

describe("a stack that is asked to end", () => {
  it("is ready on its last line, ends within 3 s, and leaves no process", async () => {
    const other = await spawnStack();
    try {
      await fetch(`${other.url}/health`);
      expect(functionProcesses(other.pid)).not.toEqual([]);
      expect(other.output.at(-1)).toBe(`ready ${other.url}`);
      const asked = performance.now();
      expect(await other.end("SIGTERM")).toBe(0);
      expect(performance.now() - asked).toBeLessThan(3_000 + 5_000);
      expect(functionProcesses(other.pid)).toEqual([]);

      const alone = { parameters: [csvSentence, "--json"], dataDir: other.dataDir };
      const generated = await runCommand("generate", alone);
      expect(generated.status).toBe(0);
      expect(generated.stderr).toContain("no stack runs here");
      expect(GeneratedNode.parse(JSON.parse(generated.stdout)).is_active).toBe(true);

      const left = await interrupted("generate", [csvSentence], other.dataDir);
      expect(left).toMatchObject({ status: 130, functions: expect.any(Array) });
      expect(left.functions).not.toEqual([]);
      expect(left.functions.filter(isThere)).toEqual([]);
      expect(left.stderr.trim().split("\n").slice(0, 2)).toEqual([
        "no stack runs here, starting one",
        "queued",
      ]);
      expect(left.stderr).not.toMatch(/Function|again|Error/);
    } finally {
      await other.close();
    }
  });
});
