import type { SandboxReply, SandboxRequest } from "#schemas/sandbox.ts";
import { AppError } from "../app-error.ts";
import type { Clock } from "../clock.ts";
import type { Sandbox } from "../proving/sandbox.ts";

/**
 * A sandbox that is full or has crashed is mostly back within seconds. Waiting costs nothing beside
 * the provider's reply, which would have to be paid for again.
 */
const pausesMs = [2_000, 4_000, 8_000];

/** What is kept for proving after a job's budget is spent: a reply may come at its very end. */
export const proofReserveMs = 60_000;

interface Patience {
  readonly clock: Clock;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Told of each failure after which the sandbox is asked again. */
  readonly onFault: (error: unknown) => void;
  /** Epoch milliseconds: the end of the job's budget. */
  readonly deadline: number;
  /** Aborted when somebody else has the job: what is waited for then is of no use any more. */
  readonly lost: AbortSignal;
  /** Told of every answer, also of one that comes when nobody waits for it any more. */
  readonly onRuns?: (reply: SandboxReply) => void;
}

/**
 * A sandbox that is asked again while it cannot be had, until the deadline, and whose calls end
 * with the time kept for them after it. A repeated call repeats what the tests of a node do
 * outside, as giving the job back would.
 */
export function patientSandbox(sandbox: Sandbox, patience: Patience): Sandbox {
  const { clock, sleep, onFault, deadline, lost, onRuns } = patience;
  const now = () => clock.now().getTime();
  const runOnce = async (request: SandboxRequest): Promise<SandboxReply> => {
    const reply = await runWithin(sandbox, request, deadline + proofReserveMs - now());
    onRuns?.(reply);
    return reply;
  };
  return {
    async run(request) {
      for (let retry = 0; ; retry += 1) {
        try {
          return await unlessAborted(runOnce(request), lost);
        } catch (error) {
          const pauseMs = pausesMs[retry];
          const inTime = pauseMs !== undefined && now() + pauseMs < deadline;
          if (!inTime || lost.aborted || !isPassing(error)) throw error;
          onFault(error);
          await unlessAborted(sleep(pauseMs), lost);
        }
      }
    },
  };
}

const isPassing = (error: unknown): boolean =>
  error instanceof AppError && error.code === "unavailable";

async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function runWithin(
  sandbox: Sandbox,
  request: SandboxRequest,
  leftMs: number,
): Promise<SandboxReply> {
  if (leftMs <= 0) throw outOfTime();
  const totalMs = Math.min(request.limits.totalMs, leftMs);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(outOfTime()), leftMs);
  });
  try {
    const bounded = { ...request, limits: { ...request.limits, totalMs } };
    return await Promise.race([sandbox.run(bounded), late]);
  } finally {
    clearTimeout(timer);
  }
}

const outOfTime = () => new AppError("unavailable", "No time was left to run the node's tests.");
