import { exitWith } from "./cannot-start.ts";
import { commandArguments } from "./command-arguments.ts";
import { assembleIn, commandEnvironment } from "./command-environment.ts";
import type { Log } from "./logs.ts";
import { type Stack, startStack } from "./stack.ts";

const usage = "usage: npm start [-- --no-iam]";

/** Longest that an orderly end may take before the process goes anyway. */
const shutdownMs = 2_800;

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

/** Ends in order on the first signal, at any moment of the start too. */
function endOnSignal(starting: Promise<Stack>): void {
  const end = () => {
    setTimeout(() => process.exit(1), shutdownMs);
    starting.then((stack) => stack.close()).then(() => process.exit(0), exitWith);
  };
  let ending = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (!ending) end();
      ending = true;
    });
  }
}

const starting = start();
endOnSignal(starting);
starting.catch(exitWith);
