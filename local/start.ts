import { exitWith } from "./cannot-start.ts";
import { commandArguments } from "./command-arguments.ts";
import { assembleIn, commandEnvironment } from "./command-environment.ts";
import { endOnSignal } from "./end-on-signal.ts";
import type { Log } from "./logs.ts";
import { type Stack, startStack } from "./stack.ts";

const usage = "usage: npm start [-- --no-iam]";

async function start(): Promise<Stack> {
  const { iam } = commandArguments(usage, {
    options: { iam: { type: "boolean", default: true } },
    allowNegative: true,
  }).values;
  const { environment, dataDir, port } = commandEnvironment();
  const showsAll = environment.LOG_LEVEL === "debug";
  const log: Log = (source, line) => {
    if (showsAll || source === "local-run") console.error(`${source}: ${line}`);
  };
  const stack = await startStack({
    assembly: () => assembleIn(dataDir, environment),
    dataDir,
    port,
    settings: environment,
    iam,
    log,
  });
  console.log(`data and logs in ${dataDir}`);
  console.log(`description of the API: ${stack.url}/docs`);
  console.log(`ready ${stack.url}`);
  return stack;
}

const starting = start();
endOnSignal(starting, { status: 0 });
starting.catch(exitWith);
