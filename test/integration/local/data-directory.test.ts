import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { openDataDirectory } from "../../../local/data-directory/data-directory.ts";
import { identify } from "../../../local/data-directory/process-identity.ts";
import { temporaryDirectory } from "../../support/local/temporary-directory.ts";

const holder = fileURLToPath(new URL("../../support/local/hold-directory.ts", import.meta.url));

async function open(directory: string) {
  const lines: string[] = [];
  const data = await openDataDirectory(directory, (line) => lines.push(line));
  onTestFinished(() => data.close());
  return { data, lines };
}

/** A process that holds the directory, and the two that it has started. */
async function startHolder(directory: string) {
  const child = spawn(process.execPath, [holder, directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const pids = z.array(z.int()).parse(JSON.parse(line));
  onTestFinished(() => {
    for (const pid of pids.filter(identify)) process.kill(pid, "SIGKILL");
  });
  return { child, pids };
}

async function kill(child: ReturnType<typeof spawn>) {
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

describe("the data directory", () => {
  it("is one stack's at a time, and says whose", async () => {
    const directory = await temporaryDirectory();
    const { child } = await startHolder(directory);
    await expect(open(directory)).rejects.toThrow(
      `another stack (process ${child.pid}) uses the data directory`,
    );
    await kill(child);
    const { data } = await open(directory);
    expect(data.path).toBe(directory);
  });

  it("ends what a killed stack has left, also what is stopped", async () => {
    const directory = await temporaryDirectory();
    const { child, pids } = await startHolder(directory);
    await kill(child);
    expect(pids.map(identify)).not.toContain(undefined);
    const { lines } = await open(directory);
    expect(pids.map(identify)).toEqual([undefined, undefined]);
    expect(lines).toEqual(["ended 2 processes left by a stack that was killed"]);
  });

  it("leaves alone a process that only has the same id", async () => {
    const directory = await temporaryDirectory();
    const { child, pids } = await startHolder(directory);
    await kill(child);
    const file = join(directory, "stack.json");
    const state = await readFile(file, "utf8");
    await writeFile(file, state.replaceAll('"startedAt":"', '"startedAt":"1'));
    const { lines } = await open(directory);
    expect(pids.map(identify)).not.toContain(undefined);
    expect(lines).toEqual([]);
  });

  it("forgets processes that have ended, and what it was told after its end", async () => {
    const directory = await temporaryDirectory();
    const { data } = await open(directory);
    data.addChild(process.pid);
    data.removeChild(process.pid);
    data.close();
    data.addChild(process.pid);
    const state = JSON.parse(await readFile(join(directory, "stack.json"), "utf8"));
    expect(state.children).toEqual([]);
  });
});
