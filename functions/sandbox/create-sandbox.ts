import type { RunReply, SandboxReply, SandboxRequest } from "#schemas/sandbox.ts";
import { functionSize } from "./function-size.ts";
import type { GuestRun } from "./messages.ts";
import { declaredHosts } from "./requests/declared-hosts.ts";
import { makeRequestDesk, type NetworkOptions } from "./requests/request-desk.ts";
import { runOnWorker } from "./run-on-worker.ts";
import { WorkerPool } from "./worker-pool.ts";

export interface SandboxOptions extends NetworkOptions {
  /** A second worker that stands ready for when the first must be ended. Default true. */
  readonly spare?: boolean;
  /** Memory of the function this runs in, which also says how much of a processor it has. */
  readonly functionMemoryMb?: number | undefined;
}

export interface SandboxInstance {
  /** Runs what is asked, one run after the other. Rejects only if no worker can be had. */
  run(request: SandboxRequest): Promise<SandboxReply>;
  /** Has everything loaded and one canned node run, so that the first caller need not wait. */
  warmUp(): Promise<void>;
  close(): Promise<void>;
}

/** What is left for the runs of a call that are still to come. */
interface Left {
  readonly ms: number;
  readonly bytes: number;
}

/** A reply of Lambda may have 6 MB; each run adds its figures and messages to this. */
const mostReplyBytes = 5 << 20;

type RunRequest = SandboxRequest["runs"][number];

const cannedNode = `async function execute(inputs, ctx) {
  const rows = inputs.text.split("\\n").map((line) => line.split(",").map((cell) => cell.trim()));
  const [names, ...records] = rows;
  const items = records.map((cells) => Object.fromEntries(names.map((name, i) => [name, cells[i]])));
  return { items, sorted: items.map((item) => item.a).sort((x, y) => x.localeCompare(y)) };
}`;

/** A sandbox in this process. Nothing starts before the first run or `warmUp`. */
export function createSandbox(options: SandboxOptions = {}): SandboxInstance {
  const size = functionSize(options.functionMemoryMb);
  const pool = new WorkerPool(size);
  let turn: Promise<unknown> = Promise.resolve();
  let runNumber = 0;

  const runOnce = async (request: SandboxRequest, run: RunRequest, left: Left) => {
    const inputs = jsonOf(run.inputs);
    if (inputs === undefined) return notRun("LimitError", inputsTooDeep);
    const worker = await pool.take();
    runNumber += 1;
    const asked = toGuestRun(request, run, runNumber, left);
    const guestRun = { ...asked, inputs, memoryMb: Math.min(asked.memoryMb, size.mostRunMb) };
    const desk = makeRequestDesk(declaredHosts(request.hosts, run.inputs), run.http, options);
    const result = await runOnWorker(worker, guestRun, desk);
    if (!worker.alive && options.spare !== false) pool.reserveSoon();
    return result;
  };

  const runAll = async (request: SandboxRequest): Promise<SandboxReply> => {
    await pool.take();
    const deadline = performance.now() + request.limits.totalMs;
    const replies: RunReply[] = [];
    const exhausted = new Set<number>();
    let bytes = mostReplyBytes;
    for (const run of request.runs) {
      const left = { ms: Math.floor(deadline - performance.now()), bytes };
      const refused = withoutRunning(left) ?? exhaustedVariant(run, exhausted);
      const result = refused ?? (await runOnce(request, run, left));
      bytes -= result.bytes;
      if (run.variant !== undefined && isExhausted(result.reply)) exhausted.add(run.variant);
      replies.push(wasCutShort(result.reply, left, request) ? outOfTime().reply : result.reply);
    }
    return { replies };
  };

  const run = (request: SandboxRequest): Promise<SandboxReply> => {
    const result = turn.then(() => runAll(request));
    turn = result.catch(() => {});
    return result;
  };

  return {
    run,
    warmUp: async () => {
      await run(warmUpRequest);
      if (options.spare !== false) await pool.reserve();
    },
    close: () => pool.close(),
  };
}

function toGuestRun(
  request: SandboxRequest,
  run: RunRequest,
  number: number,
  left: Left,
): Omit<GuestRun, "inputs"> {
  const { limits } = request;
  return {
    number,
    code: codeOf(request, run),
    assertions: run.assertions ?? [],
    cpuMs: limits.cpuMs,
    wallMs: Math.min(limits.wallMs, left.ms),
    memoryMb: limits.memoryMb,
    outputBytes: Math.min(limits.outputBytes, left.bytes),
    now: run.now === undefined ? undefined : Date.parse(run.now),
    seed: run.seed,
    virtualTime: run.http !== undefined,
  };
}

const inputsTooDeep = "the inputs are nested too deeply to be passed on";

/** `undefined` for what nests so deep that the stack does not reach to write it. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function codeOf({ code, variants = [] }: SandboxRequest, { variant }: RunRequest): string {
  if (variant === undefined) return code;
  const form = variants[variant];
  if (form === undefined) throw new Error(`there is no form ${variant}`);
  return form;
}

/** What ran out of its limits once would do so again, and cost the other forms their time. */
const exhaustedVariant = ({ variant }: RunRequest, exhausted: ReadonlySet<number>) =>
  variant !== undefined && exhausted.has(variant)
    ? notRun("LimitError", "this form of the code ran out of its limits before")
    : undefined;

const isExhausted = ({ status }: RunReply): boolean => status === "timeout" || status === "memory";

function withoutRunning(left: Left): { reply: RunReply; bytes: number } | undefined {
  if (left.ms < 1) return outOfTime();
  if (left.bytes < 2) return notRun("LimitError", "the replies of all runs became too large");
  return undefined;
}

/** Whether a run ended because the time of all together did, and not by a limit of its own. */
const wasCutShort = (reply: RunReply, left: Left, { limits }: SandboxRequest): boolean =>
  reply.status === "timeout" &&
  left.ms < limits.wallMs &&
  reply.stats.wall_ms >= left.ms &&
  reply.stats.cpu_ms < limits.cpuMs;

const outOfTime = () => notRun("TimeoutError", "the time for all runs together was used up");

const notRun = (name: string, message: string): { reply: RunReply; bytes: number } => ({
  bytes: 0,
  reply: {
    status: "not_run",
    error: { name, message },
    logs: [],
    stats: { cpu_ms: 0, wall_ms: 0, memory_bytes: 0, fetches: [], logs_dropped: 0 },
  },
});

const warmUpRequest: SandboxRequest = {
  tenant: "",
  code: cannedNode,
  runs: [{ inputs: { text: "a,b\n1,2\n3,4" } }],
  limits: { cpuMs: 5_000, wallMs: 10_000, memoryMb: 64, outputBytes: 1 << 20, totalMs: 10_000 },
  hosts: [],
};
