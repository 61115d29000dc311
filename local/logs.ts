import { createWriteStream, renameSync, statSync, type WriteStream } from "node:fs";
import { join } from "node:path";
import { makeDirectory } from "./data-directory/make-directory.ts";

/** Takes a line of what a part of the stack has to say. */
export type Log = (source: string, line: string) => void;

const largestFile = 10_000_000;

/** One file for each source (`local-run`, function names) in `directory`. */
export function openLogs(directory: string, onLine: Log = () => {}): { log: Log; close(): void } {
  makeDirectory(directory);
  const files = new Map<string, WriteStream>();
  const fileOf = (source: string) => {
    const open = files.get(source) ?? append(join(directory, `${source}.log`));
    files.set(source, open);
    return open;
  };
  return {
    log: (source, line) => {
      fileOf(source).write(`${line}\n`);
      onLine(source, line);
    },
    close: () => {
      for (const file of files.values()) file.end();
      files.clear();
    },
  };
}

function append(path: string): WriteStream {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > largestFile) {
    renameSync(path, `${path}.old`);
  }
  return createWriteStream(path, { flags: "a", mode: 0o600 });
}
