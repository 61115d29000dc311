import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import * as z from "zod";
import { RunReply, RunStatus, type SandboxRequest } from "#schemas/sandbox.ts";
import { builtFunction } from "./built-function.ts";

const FunctionFigures = z.object({
  /** Resident memory before the first call, at its highest, and at the end. */
  beforeBytes: z.number(),
  peakBytes: z.number(),
  endBytes: z.number(),
  /** Milliseconds from the start of the process to the first answer. */
  answeredMs: z.number(),
  /** Milliseconds of each call, in order. */
  times: z.array(z.number()),
  /** How each ended, in order. */
  results: z.array(RunStatus),
  /** Of the last call. */
  last: RunReply,
});
type FunctionFigures = z.infer<typeof FunctionFigures>;

interface Job {
  /** Asked one after the other, and from the first again, until it were `count`. */
  readonly requests: readonly SandboxRequest[];
  readonly count: number;
  /** Has the function warm up while it is loaded, as where Lambda initialises it. */
  readonly isInitialized?: boolean;
  /** Bound to one processor, where the system can do that. */
  readonly onOneCore?: boolean;
}

/** By this the function knows that nobody waits while it is loaded. */
const initializing = { AWS_LAMBDA_RUNTIME_API: "127.0.0.1:9" };

const pinning = "/usr/bin/taskset";

/** Asks the built function in a process of its own, which must end by itself and without error. */
export async function askFunction(job: Job): Promise<FunctionFigures> {
  const file = pathToFileURL(join(await builtFunction(), "index.mjs")).href;
  const script = join(import.meta.dirname, "function-process.mjs");
  const node = [process.execPath, script];
  const pinned = job.onOneCore === true && existsSync(pinning);
  const [command, ...parameters] = pinned ? [pinning, "-c", "0", ...node] : node;
  const child = spawn(command ?? "", parameters, {
    stdio: ["pipe", "pipe", "inherit"],
    env: job.isInitialized === true ? initializing : {},
  });
  const ended = Promise.withResolvers<number | null>();
  child.on("error", ended.reject).on("close", ended.resolve);
  child.stdin.end(JSON.stringify({ ...job, file }));
  const output = await text(child.stdout);
  const code = await ended.promise;
  if (code !== 0) throw new Error(`the process of the function ended with ${code}`);
  return FunctionFigures.parse(JSON.parse(output));
}

/** A request for one run, as a stranger's node would be run. */
export function oneRun(
  code: string,
  inputs: SandboxRequest["runs"][number]["inputs"],
  limits: Partial<SandboxRequest["limits"]> = {},
): SandboxRequest {
  return {
    tenant: "bench",
    code,
    runs: [{ inputs }],
    limits: {
      cpuMs: 1_000,
      wallMs: 5_000,
      memoryMb: 64,
      outputBytes: 4 << 20,
      totalMs: 20_000,
      ...limits,
    },
    hosts: [],
  };
}
