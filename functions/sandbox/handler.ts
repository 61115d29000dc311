import * as z from "zod";
import { type SandboxReply, SandboxRequest } from "#schemas/sandbox.ts";
import { createSandbox, type SandboxInstance } from "./create-sandbox.ts";
import { readHostOverrides } from "./requests/host-overrides.ts";
import { runLine } from "./run-line.ts";

/** What Lambda tells of an invocation of a function with one environment for each tenant. */
interface InvocationContext {
  readonly tenantId?: string | undefined;
  readonly getRemainingTimeInMillis?: () => number;
}

const MemorySize = z.coerce.number().int().positive().optional();

/** An invocation that runs out of time answers nothing at all, so the runs end before it does. */
const keptForReplyMs = 2_000;

/**
 * Made with the first invocation, or before it where Lambda initialises: there the first caller
 * must not pay for it.
 */
let sandbox: SandboxInstance | undefined;

function theSandbox(): SandboxInstance {
  sandbox ??= createSandbox({
    hostOverrides: readHostOverrides(process.env.SANDBOX_HOST_OVERRIDES),
    functionMemoryMb: MemorySize.parse(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE),
  });
  return sandbox;
}

const isInitializing = process.env.AWS_LAMBDA_RUNTIME_API !== undefined;
if (isInitializing) await theSandbox().warmUp();

/**
 * Runs code of one tenant. Throws if the invocation is not that tenant's, or the request is not
 * one: both are faults of the calling function.
 */
export async function handler(event: unknown, context: InvocationContext): Promise<SandboxReply> {
  const request = SandboxRequest.parse(event);
  if (context.tenantId === undefined || context.tenantId !== request.tenant) {
    throw new Error("the request is not of the tenant of this environment");
  }
  return told(request, () => theSandbox().run(withinInvocation(request, context)));
}

/** Past the console: the runtime would wrap what it prints. Only what can be found is told. */
async function told(
  { trace }: SandboxRequest,
  run: () => Promise<SandboxReply>,
): Promise<SandboxReply> {
  const started = performance.now();
  let reply: SandboxReply | undefined;
  try {
    reply = await run();
    return reply;
  } finally {
    const durationMs = Math.round(performance.now() - started);
    if (trace !== undefined) process.stdout.write(`${runLine(trace, reply, durationMs)}\n`);
  }
}

function withinInvocation(request: SandboxRequest, context: InvocationContext): SandboxRequest {
  const leftMs = context.getRemainingTimeInMillis?.();
  if (leftMs === undefined) return request;
  const forRunsMs = Math.max(1, Math.floor(leftMs) - keptForReplyMs);
  const { limits } = request;
  return { ...request, limits: { ...limits, totalMs: Math.min(limits.totalMs, forRunsMs) } };
}
