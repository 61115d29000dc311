import { join } from "node:path";
import { CannotStart, exitWith } from "./cannot-start.ts";
import { commandArguments } from "./command-arguments.ts";
import { commandEnvironment } from "./command-environment.ts";
import { describeLine } from "./logs/describe-line.ts";
import { linesAbout } from "./logs/lines-about.ts";
import { logLines } from "./logs/log-lines.ts";

const usage = "usage: npm run -s logs -- <id of a job, a request or a node>";

/** Shows what the functions of the local run wrote about an id, while it runs or after. */
async function main(): Promise<void> {
  const [id, ...more] = commandArguments(usage, { allowPositionals: true }).positionals;
  if (!id || more.length > 0) throw new CannotStart(usage);
  const directory = join(commandEnvironment().dataDir, "logs");
  const lines = await linesAbout(id, () => logLines(directory));
  if (lines.length === 0) throw new CannotStart(`no line in ${directory} names ${id}`);
  for (const line of lines) console.log(describeLine(line));
}

main().catch(exitWith);
