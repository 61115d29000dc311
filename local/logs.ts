import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { makeDirectory } from "./data-directory/make-directory.ts";

/** Takes a line of what a part of the stack has to say. */
export type Log = (source: string, line: string) => void;

/** What one file may hold; the one before it is kept, and the one before that is gone. */
const largestFile = 10_000_000;

/** One file for each source (`local-run`, function names) in `directory`. */
export function openLogs(
  directory: string,
  onLine: Log = () => {},
  { mostBytes = largestFile } = {},
): { log: Log; close(): void } {
  makeDirectory(directory);
  const files = new Map<string, LogFile>();
  const fileOf = (source: string) => {
    const open = files.get(source) ?? append(join(directory, `${source}.log`), mostBytes);
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

type LogFile = ReturnType<typeof append>;

/**
 * A file that is put aside when it is full, while the stack runs too. Written at once, so that what
 * a function said can be read as soon as it answered.
 */
function append(path: string, mostBytes: number) {
  let file = openSync(path, "a", 0o600);
  let bytes = fstatSync(file).size;
  const putAside = (): void => {
    closeSync(file);
    renameSync(path, `${path}.old`);
    file = openSync(path, "a", 0o600);
    bytes = 0;
  };
  return {
    write(text: string): void {
      if (bytes > mostBytes) putAside();
      bytes += writeSync(file, text);
    },
    end: () => closeSync(file),
  };
}
