import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
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
    stdio: "ignore",
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
  if (!(await isListening(child, port))) return undefined;
  let closing = false;
  void exited.then(() => closing || options.onLost?.());
  const close = () => {
    closing = true;
    return stop(child, exited);
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

async function isListening(child: ChildProcess, port: number): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      return true;
    } catch {
      await delay(5);
    } finally {
      socket.destroy();
    }
  }
  return false;
}

/** Asks first, so that the database file is closed in order; a hanging process is killed. */
async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 1_000);
  await exited;
  clearTimeout(timer);
}
