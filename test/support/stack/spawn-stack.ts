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
  /** The lines of its standard output. */
  readonly output: readonly string[];
  issueToken(request: TokenRequest): Promise<string>;
  fire(schedule: string): Promise<unknown>;
  /** As `kill -9` does: nothing can clean up. The data directory stays. */
  kill(): Promise<void>;
  /** Sends a signal and waits for the end; the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  close(): Promise<void>;
}

interface SpawnOptions {
  /** Of a stack that was killed. */
  readonly dataDir?: string;
  readonly settings?: Readonly<Record<string, string>>;
}

/** A job that lost its worker is taken up again after this, so tests of it need not wait long. */
const shortLease = { JOB_LEASE_SECONDS: "3" };

/** Starts the command on any port, over the assembly the project's set-up has made. */
export async function spawnStack(options: SpawnOptions = {}): Promise<SpawnedStack> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "spawned-")));
  await cp(inject("assembly"), join(dataDir, "assembly"), { recursive: true });
  const child = spawn(process.execPath, ["local/start.ts"], {
    env: {
      PATH: process.env.PATH,
      ...shortLease,
      ...options.settings,
      PORT: "0",
      DATA_DIR: dataDir,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  const url = await readyUrl(child, output);
  const issuer = await openIssuer(dataDir, tokenNames({}));
  const { pid } = child;
  if (pid === undefined) throw new Error("the stack has no process");
  const end = async (signal: NodeJS.Signals) => {
    const isRunning = child.exitCode === null && child.signalCode === null;
    if (isRunning) child.kill(signal);
    if (isRunning) await once(child, "exit");
    return child.exitCode;
  };
  return {
    url,
    pid,
    dataDir,
    output,
    issueToken: issuer.issueToken,
    fire: (schedule) => {
      const running = findRunningStack(dataDir);
      if (!running) throw new Error("the stack does not run");
      return fireSchedule(running, schedule);
    },
    kill: async () => void (await end("SIGKILL")),
    end,
    close: async () => {
      await end("SIGTERM");
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function readyUrl({ stdout, stderr }: ChildProcess, output: string[]): Promise<string> {
  if (stdout === null || stderr === null) throw new Error("the stack's output is not piped");
  const errors: string[] = [];
  stderr.on("data", (chunk) => errors.push(String(chunk)));
  return new Promise((settle, reject) => {
    const lines = createInterface({ input: stdout });
    lines.on("line", (line) => {
      output.push(line);
      const url = /^ready (\S+)$/.exec(line)?.[1];
      if (url !== undefined) settle(url);
    });
    lines.once("close", () => reject(new Error(`the stack did not start: ${errors.join("")}`)));
  });
}
