import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { isRunning, ProcessIdentity } from "./process-identity.ts";

/** What a running stack writes about itself, for the commands beside it and the next start. */
const StackState = z.strictObject({
  stack: ProcessIdentity,
  /** Set once it answers requests. */
  running: z
    .strictObject({
      url: z.string(),
      controlUrl: z.string(),
      /** Has to be shown to the control endpoint. */
      controlKey: z.string(),
    })
    .optional(),
  /** Every process it has started and that has not ended. */
  children: z.array(ProcessIdentity),
});
export type StackState = z.infer<typeof StackState>;
export type RunningStack = NonNullable<StackState["running"]>;

const fileIn = (directory: string) => join(directory, "stack.json");

export function readState(directory: string): StackState | undefined {
  try {
    return StackState.parse(JSON.parse(readFileSync(fileIn(directory), "utf8")));
  } catch {
    return undefined;
  }
}

/** Synchronous, so that no child is alive for a moment without being written down. */
export function writeState(directory: string, state: StackState): void {
  const temporary = `${fileIn(directory)}.new`;
  writeFileSync(temporary, JSON.stringify(state), { mode: 0o600 });
  renameSync(temporary, fileIn(directory));
}

/** The stack that runs on this data directory, if one does. */
export function findRunningStack(directory: string): RunningStack | undefined {
  const state = readState(directory);
  return state && isRunning(state.stack) ? state.running : undefined;
}
