import { CannotStart, exitWith } from "./cannot-start.ts";
import { commandArguments } from "./command-arguments.ts";
import { commandEnvironment } from "./command-environment.ts";
import { fireSchedule } from "./control.ts";
import { findRunningStack } from "./data-directory/state-file.ts";

const usage = "usage: npm run -s schedule -- <name, or a part of it>";

/** Fires a schedule of the running stack, and waits for its function. */
async function main(): Promise<void> {
  const [name, ...more] = commandArguments(usage, { allowPositionals: true }).positionals;
  if (!name || more.length > 0) throw new CannotStart(usage);
  const running = findRunningStack(commandEnvironment().dataDir);
  if (!running) throw new CannotStart("no stack runs here: start one with npm start");
  const result = await fireSchedule(running, name);
  if (!result.ok) throw new CannotStart(result.message);
  console.log(`${result.schedule}: ${result.payload}`);
}

main().catch(exitWith);
