import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inject } from "vitest";
import { fireSchedule } from "../../../local/control.ts";
import { findRunningStack } from "../../../local/data-directory/state-file.ts";
import { openIssuer, type TokenRequest } from "../../../local/issuer/issuer.ts";
import { tokenNames } from "../../../local/local-settings.ts";

/** A stack in a process of its own, as `npm start` makes it. */
export interface SpawnedStack {
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
  issueToken(request: TokenRequest): Promise<string>;
  fire(schedule: string): Promise<unknown>;
  /** As `kill -9` does: nothing can clean up. The data directory stays. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the command on any port, over the assembly the project's set-up has made. */
export async function spawnStack(options: { dataDir?: string } = {}): Promise<SpawnedStack> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "spawned-")));
  await cp(inject("assembly"), join(dataDir, "assembly"), { recursive: true });
  const child = spawn(process.execPath, ["local/start.ts"], {
    env: { PATH: process.env.PATH, PORT: "0", DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const url = await readyUrl(child);
  const issuer = await openIssuer(dataDir, tokenNames({}));
  const { pid } = child;
  if (pid === undefined) throw new Error("the stack has no process");
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "exit");
  };
  return {
    url,
    pid,
    dataDir,
    issueToken: issuer.issueToken,
    fire: (schedule) => {
      const running = findRunningStack(dataDir);
      if (!running) throw new Error("the stack does not run");
      return fireSchedule(running, schedule);
    },
    kill: () => end("SIGKILL"),
    close: async () => {
      await end("SIGTERM");
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function readyUrl(child: ChildProcess): Promise<string> {
  const errors: string[] = [];
  child.stderr?.on("data", (chunk) => errors.push(String(chunk)));
  if (child.stdout === null) throw new Error("no output to read");
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^ready (\S+)$/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`the stack did not start: ${errors.join("")}`);
}
