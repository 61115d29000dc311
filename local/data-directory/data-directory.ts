import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { CannotStart } from "../cannot-start.ts";
import { makeDirectory } from "./make-directory.ts";
import { identify, isRunning, type ProcessIdentity } from "./process-identity.ts";
import { type RunningStack, readState, type StackState, writeState } from "./state-file.ts";

/** The directory with everything that outlives a stack, held by one stack at a time. */
export interface DataDirectory {
  readonly path: string;
  /** Notes a process that was started, so that it can be ended if this one is killed. */
  addChild(pid: number): void;
  removeChild(pid: number): void;
  /** Tells the commands beside the stack where it is. */
  publish(running: RunningStack): void;
  close(): void;
}

/** Takes the directory, and ends what a stack that was killed has left running. */
export async function openDataDirectory(
  path: string,
  log: (line: string) => void,
): Promise<DataDirectory> {
  makeDirectory(path);
  const lock = takeLock(path);
  try {
    await endOrphans(readState(path)?.children ?? [], log);
    return hold(path, lock);
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** The operating system gives up SQLite's lock when its holder ends, however that came about. */
function takeLock(path: string): DatabaseSync {
  const lock = new DatabaseSync(join(path, "lock.db"));
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch {
    lock.close();
    const state = readState(path);
    const url = state?.running ? `, ${state.running.url}` : "";
    const who = state ? ` (process ${state.stack.pid}${url})` : "";
    throw new CannotStart(
      `another stack${who} uses the data directory ${path}: stop it, or name another in DATA_DIR`,
    );
  }
}

async function endOrphans(children: readonly ProcessIdentity[], log: (line: string) => void) {
  const orphans = children.filter(isRunning);
  if (orphans.length === 0) return;
  // Reaches stopped processes too, as no other signal does.
  for (const { pid } of orphans) process.kill(pid, "SIGKILL");
  const deadline = Date.now() + 5_000;
  while (orphans.some(isRunning)) {
    if (Date.now() > deadline) throw new CannotStart("processes of a killed stack do not end");
    await delay(10);
  }
  const processes = orphans.length === 1 ? "1 process" : `${orphans.length} processes`;
  log(`ended ${processes} left by a stack that was killed`);
}

function hold(path: string, lock: DatabaseSync): DataDirectory {
  const self = identify(process.pid) ?? { pid: process.pid, startedAt: "", command: "" };
  let state: StackState = { stack: self, children: [] };
  let held = true;
  const update = (change: Partial<StackState>) => {
    // Once the lock is given up the file may be another stack's.
    if (!held) return;
    state = { ...state, ...change };
    writeState(path, state);
  };
  update({});
  return {
    path,
    addChild: (pid) => {
      const child = identify(pid);
      if (child) update({ children: [...state.children, child] });
    },
    removeChild: (pid) => update({ children: state.children.filter((child) => child.pid !== pid) }),
    publish: (running) => update({ running }),
    close: () => {
      if (!held) return;
      const { running: _gone, ...rest } = state;
      state = rest;
      writeState(path, state);
      held = false;
      lock.close();
    },
  };
}
