import * as z from "zod";
import { AssertionResult, mostWaits, RunError, RunReply, RunStatus } from "#schemas/sandbox.ts";
import type { FromWorker } from "./messages.ts";

/**
 * What a worker posts is read as a stranger's: it shares its thread with code nobody trusts, and
 * whoever had broken out of the engine would speak in its name.
 */
const GuestReport = z.strictObject({
  status: RunStatus,
  output: z.string().optional(),
  error: RunError.optional(),
  assertions: z.array(AssertionResult).optional(),
  logs: RunReply.shape.logs,
  logsDropped: z.int().min(0),
  cpuMs: z.number().min(0),
  memoryBytes: z.int().min(0),
  waitsMs: z.array(z.number().min(0)).max(mostWaits),
});

const run = z.int();
const id = z.int().min(0);

const Message = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("ready") }),
  z.strictObject({ kind: z.literal("request"), run, id, text: z.string() }),
  z.strictObject({ kind: z.literal("abort"), run, id }),
  z.strictObject({ kind: z.literal("fixed"), run, report: GuestReport }),
  z.strictObject({ kind: z.literal("done"), run, report: GuestReport }),
]);

/** `undefined` for anything that no worker of ours would say. */
export function readMessage(message: unknown): FromWorker | undefined {
  return Message.safeParse(message).data;
}
