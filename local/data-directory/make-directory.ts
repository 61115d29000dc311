import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { CannotStart } from "../cannot-start.ts";

/**
 * Makes a directory for this user alone, with those above it, where there is none yet.
 * @throws CannotStart where it cannot be made or written to
 */
export function makeDirectory(path: string): void {
  makeWithParents(path);
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unusable(`${path} cannot be written to (${codeOf(error)})`);
  }
}

/** Node's own `recursive` never ends below `/proc`, where a directory that exists has no room. */
function makeWithParents(path: string): void {
  if (isDirectory(path)) return;
  if (dirname(path) !== path) makeWithParents(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it meanwhile.
    if (isDirectory(path)) return;
    const code = codeOf(error);
    if (code === "EEXIST") throw unusable(`${path} is not a directory`);
    throw unusable(`${path} cannot be made (${code})`);
  }
}

const isDirectory = (path: string) =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

const unusable = (reason: string) => new CannotStart(`${reason}: name another one in DATA_DIR`);

const codeOf = (error: unknown) =>
  error instanceof Error && "code" in error ? error.code : String(error);
