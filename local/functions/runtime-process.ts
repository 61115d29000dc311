import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { FunctionDefinition } from "./function-definition.ts";

/** How a process ended: with a status, by a signal, or without having started. */
export type Exit =
  | { readonly status: number }
  | { readonly signal: string }
  | { readonly failure: string };

export interface RuntimeProcess {
  /** Stops the process where it is, as Lambda does between two events. */
  freeze(): void;
  thaw(): void;
  kill(): void;
  readonly exit: Promise<Exit>;
}

// Children that outlive an orderly end of this process would stay stopped for ever.
const living = new Set<ChildProcess>();
const killAll = () => {
  for (const child of living) child.kill("SIGKILL");
};

/** Starts AWS's Runtime Interface Client on the function's code, in a process of its own. */
export function startRuntimeProcess(
  definition: FunctionDefinition,
  runtimeApi: string,
): RuntimeProcess {
  const directory = realDirectory(definition.directory);
  const child = spawn(process.execPath, nodeArguments(definition, directory), {
    cwd: directory,
    env: processEnvironment(definition, directory, runtimeApi),
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of ["stdout", "stderr"] as const) {
    const lines = createInterface({ input: child[stream] });
    lines.on("line", (line) => definition.onLog?.(line, stream));
  }
  if (living.size === 0) process.once("exit", killAll);
  living.add(child);
  if (child.pid !== undefined) definition.onSpawn?.(child.pid);
  return {
    freeze: () => child.kill("SIGSTOP"),
    thaw: () => child.kill("SIGCONT"),
    kill: () => child.kill("SIGKILL"),
    exit: exitOf(child).finally(() => {
      living.delete(child);
      if (living.size === 0) process.off("exit", killAll);
      if (child.pid !== undefined) definition.onExit?.(child.pid);
    }),
  };
}

/** Permissions are by real path. A directory that is not there is told of by the failing start. */
const realDirectory = (path: string) => (existsSync(path) ? realpathSync(path) : path);

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      if (child.pid === undefined) resolve({ failure: error.message });
    });
    child.once("exit", (status, signal) => {
      resolve(signal === null ? { status: status ?? 0 } : { signal });
    });
  });
}

function nodeArguments(definition: FunctionDefinition, directory: string): string[] {
  const runtimeClient = createRequire(import.meta.url).resolve("aws-lambda-ric");
  const preload = fileURLToPath(new URL("./runtime-preload.mjs", import.meta.url));
  const addon = fileURLToPath(new URL("./runtime-client.cjs", import.meta.url));
  // The rest of the memory is for what Node keeps outside its heap.
  const heapMb = Math.max(64, Math.floor(definition.memoryMb * 0.9));
  const readable = [join(directory, "*"), join(dirname(runtimeClient), "*"), preload, addon];
  return [
    `--max-old-space-size=${heapMb}`,
    ...(definition.permission ? confined(readable) : readOnlyDisk),
    "--import",
    preload,
    runtimeClient,
  ];
}

// Node warns of permissions with which code could get around the others.
const permissionModel = [
  "--permission",
  "--allow-worker",
  "--disable-warning=PERM0002",
  "--disable-warning=PERM0006",
];

/** As in Lambda, where `/tmp` alone can be written. */
const readOnlyDisk = [
  ...permissionModel,
  "--allow-child-process",
  "--allow-fs-read=*",
  "--allow-fs-write=/tmp/*",
];

const confined = (readable: readonly string[]) => [
  ...permissionModel,
  ...readable.map((path) => `--allow-fs-read=${path}`),
];

/**
 * Exactly what Lambda gives, nothing of this process's own environment.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
function processEnvironment(
  definition: FunctionDefinition,
  directory: string,
  runtimeApi: string,
): Record<string, string> {
  const region = definition.arn.split(":")[3] ?? "";
  return {
    PATH: "/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin",
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    ...definition.environment,
    ...definition.platformEnvironment,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local",
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    LAMBDA_TASK_ROOT: directory,
    _HANDLER: definition.handler,
  };
}
