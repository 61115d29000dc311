import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { Socket } from "node:net";
import { CannotStart } from "../cannot-start.ts";
import { freePort } from "./free-port.ts";

export interface DynamoDb {
  readonly url: string;
  close(): Promise<void>;
}

interface DynamoDbOptions {
  /** SQLite file that holds the tables; without it they are lost at the end. */
  readonly file?: string;
  /** Another emulator to use instead (`DYNAMODB_ENDPOINT`). */
  readonly endpoint?: string | undefined;
  onSpawn?(pid: number): void;
  onExit?(pid: number): void;
  /** Told when the emulator ends without having been asked to. */
  onLost?(): void;
}

/** Starts the DynamoDB emulator as a process of its own, or takes the one that is named. */
export async function startDynamoDb(options: DynamoDbOptions): Promise<DynamoDb> {
  if (options.endpoint) return { url: options.endpoint, close: async () => {} };
  const program = findProgram();
  // The port may be taken between finding and using it.
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const started = await spawnOn(program, port, options);
    if (started) return started;
    if (attempt === 5) throw new Error(`${program} ended at once, five times`);
  }
}

function findProgram(): string {
  const name = `@dynoxide/${process.platform}-${process.arch}/dynoxide`;
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    throw new CannotStart(
      `no DynamoDB emulator for ${process.platform} ${process.arch} is installed: start one of ` +
        "your own and name its URL in DYNAMODB_ENDPOINT, for example http://127.0.0.1:8000",
    );
  }
}

async function spawnOn(program: string, port: number, options: DynamoDbOptions) {
  const file = options.file ? ["--db-path", options.file] : [];
  const child = spawn(program, ["--host", "127.0.0.1", "--port", String(port), ...file], {
    stdio: ["ignore", "ignore", "pipe"],
    env: {},
    // Ctrl-C in a terminal reaches all processes of a group; this one is to end last.
    detached: true,
  });
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} cannot be started`);
  options.onSpawn?.(pid);
  void exited.then(() => options.onExit?.(pid));
  if (!(await saysItListens(child, exited))) return undefined;
  let closing = false;
  void exited.then(() => closing || options.onLost?.());
  const close = () => {
    closing = true;
    return stop(child, exited);
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

/**
 * By its own word: where another process was faster on the port, that one would take a connection.
 * What it says later is read and dropped, and keeps nothing alive.
 */
function saysItListens(child: ChildProcess, exited: Promise<void>): Promise<boolean> {
  const { stderr } = child;
  if (stderr instanceof Socket) stderr.unref();
  return new Promise((resolve) => {
    let said = "";
    stderr?.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-1_000);
      if (said.includes("listening")) resolve(true);
    });
    void exited.then(() => resolve(false));
  });
}

/** Asks first, so that the database file is closed in order; a hanging process is killed. */
async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 1_000);
  await exited;
  clearTimeout(timer);
}
