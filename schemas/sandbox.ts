import * as z from "zod";
import { PlainJson } from "./plain-json.ts";
import { mostWaits, requestLimits } from "./sandbox-bounds.ts";

export { httpScriptErrorName, mostWaits, requestLimits } from "./sandbox-bounds.ts";
export { missingNames } from "./sandbox-missing-names.ts";

/**
 * The contract between the sandbox function and its callers. The sandbox function imports this
 * file and those whose names begin like its own, and nothing else of `schemas/`.
 */

/** One scripted exchange: what the node must ask, and what it is answered. */
export const HttpExchange = z.strictObject({
  expect: z.strictObject({
    method: z.string().max(10),
    path: z.string().max(2_000).describe("Path of the URL; the host must be declared"),
    query: z.record(z.string(), z.string()).optional(),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.json().optional(),
  }),
  reply: z.strictObject({
    status: z.int().min(100).max(599),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.json().optional().describe("Text as it is; any other value is sent as JSON"),
    delay_ms: z.int().min(0).max(600_000).optional(),
  }),
});
export type HttpExchange = z.infer<typeof HttpExchange>;

/** How many hosts a node may declare. */
export const mostHosts = 10;

/** Limits of one run; `totalMs` bounds the whole invocation. */
export const SandboxLimits = z.strictObject({
  cpuMs: z.int().min(1).max(10_000).default(1_000),
  wallMs: z.int().min(1).max(30_000).default(10_000),
  memoryMb: z.int().min(8).max(128).default(64),
  outputBytes: z
    .int()
    .min(2)
    .max(4 << 20)
    .default(1 << 20),
  totalMs: z.int().min(1).max(55_000).default(20_000),
});
export type SandboxLimits = z.infer<typeof SandboxLimits>;

/** The engine counts nanoseconds from 1970 in 64 bits, which end in 2554. */
export const RunClock = z.iso.datetime({ offset: true }).refine(
  (at) => {
    const year = new Date(at).getUTCFullYear();
    return !(year < 1970 || year > 2500);
  },
  { error: "must be a time between 1970 and 2500" },
);

export const SandboxRun = z.strictObject({
  inputs: PlainJson,
  http: z.array(HttpExchange).max(50).optional(),
  now: RunClock.optional(),
  seed: z.int().optional(),
});
export type SandboxRun = z.infer<typeof SandboxRun>;

/**
 * Expressions over `out` and `inputs` of a finished run, evaluated in a guest after the output was
 * fixed, in an instance of their own, so that the code cannot bend its judge. Each must be `true`.
 */
export const Assertion = z.string().min(1).max(500);

/** How many runs one request may ask for, and how many other forms of the code it may bring. */
export const mostSandboxRuns = 200;
export const mostVariants = 30;

const Code = z.string().max(256 << 10);

const TraceId = z.string().regex(/^[\w.:=-]{1,100}$/);

/** What a run is for, for the sandbox's log alone: nothing of it reaches the code. */
export const SandboxTrace = z.strictObject({
  jobId: TraceId.optional(),
  requestId: TraceId.optional(),
});
export type SandboxTrace = z.infer<typeof SandboxTrace>;

export const SandboxRequest = z
  .strictObject({
    tenant: z.string(),
    trace: SandboxTrace.optional(),
    code: Code,
    variants: z
      .array(Code)
      .max(mostVariants)
      .optional()
      .describe("Other forms of the code. One that ran out of its limits is not run again"),
    runs: z
      .array(
        SandboxRun.extend({
          assertions: z.array(Assertion).max(20).optional(),
          variant: z.int().min(0).optional().describe("Place of a form in `variants`"),
        }),
      )
      .min(1)
      .max(mostSandboxRuns),
    limits: SandboxLimits,
    hosts: z
      .array(z.string())
      .max(mostHosts)
      .describe("Declared hosts; `input:<name>` names the host in that input"),
  })
  .refine(
    ({ variants = [], runs }) => runs.every(({ variant = -1 }) => variant < variants.length),
    {
      error: "a run names a form of the code that is not there",
    },
  );
export type SandboxRequest = z.infer<typeof SandboxRequest>;

export const RunStatus = z.enum([
  "success",
  "error",
  "invalid_output",
  "timeout",
  "memory",
  "refused",
  "compile_error",
  "not_run",
]);
export type RunStatus = z.infer<typeof RunStatus>;

/** What went wrong, in the node's own coordinates; nothing of the host is ever in it. */
export const RunError = z.strictObject({
  name: z.string().max(100),
  message: z.string().max(2_000),
  line: z.int().optional(),
  column: z.int().optional(),
  stack: z.string().max(2_000).optional(),
});
export type RunError = z.infer<typeof RunError>;

export const RunStats = z.strictObject({
  cpu_ms: z.number(),
  wall_ms: z.number(),
  memory_bytes: z.number(),
  fetches: z
    .array(
      z.strictObject({
        method: z.string().max(20),
        host: z.string().max(253),
        status: z.int().optional(),
      }),
    )
    .max(requestLimits.most),
  logs_dropped: z.int(),
  waits_ms: z
    .array(z.number())
    .max(mostWaits)
    .optional()
    .describe("With virtual timers: the first thousand waits, in order, in milliseconds"),
});
export type RunStats = z.infer<typeof RunStats>;

export const AssertionResult = z.strictObject({
  held: z.boolean(),
  message: z.string().max(2_000).optional().describe("Why it could not be evaluated"),
});
export type AssertionResult = z.infer<typeof AssertionResult>;

export const RunReply = z.strictObject({
  status: RunStatus,
  output: PlainJson.optional(),
  error: RunError.optional(),
  logs: z.array(z.string().max(5_100)).max(201),
  assertions: z.array(AssertionResult).optional(),
  unused_http: z.int().optional().describe("Scripted exchanges the node never asked for"),
  stats: RunStats,
});
export type RunReply = z.infer<typeof RunReply>;

export const SandboxReply = z.strictObject({ replies: z.array(RunReply) });
export type SandboxReply = z.infer<typeof SandboxReply>;
