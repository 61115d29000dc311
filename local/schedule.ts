import { CannotStart, exitWith } from "./cannot-start.ts";
import { commandEnvironment } from "./command-environment.ts";
import { fireSchedule } from "./control.ts";
import { findRunningStack } from "./data-directory/state-file.ts";

/** Fires a schedule of the running stack, and waits for its function. */
async function main(): Promise<void> {
  const [name] = process.argv.slice(2);
  if (!name) throw new CannotStart("usage: npm run schedule -- <name, or a part of it>");
  const running = findRunningStack(commandEnvironment().dataDir);
  if (!running) throw new CannotStart("no stack runs here: start one with npm start");
  const result = await fireSchedule(running, name);
  if (!result.ok) throw new CannotStart(result.message);
  console.log(`${result.schedule}: ${result.payload}`);
}

main().catch(exitWith);
