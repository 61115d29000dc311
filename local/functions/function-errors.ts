import type { Exit } from "./runtime-process.ts";

/** Payloads of invocations that ended without a word from the function's runtime. */

export const timedOut = (requestId: string, seconds: number): string =>
  payload(
    "Sandbox.Timedout",
    `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
  );

export const exited = (requestId: string, exit: Exit): string =>
  payload("Runtime.ExitError", `RequestId: ${requestId} Error: ${describe(exit)}`);

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html; the limit is 6 MB and
// a little, and this sentence is the one that callers see.
export const MAX_RESPONSE_BYTES = 6_291_556;
export const responseTooLarge = (): string =>
  payload(
    "Function.ResponseSizeTooLarge",
    `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
  );

const payload = (errorType: string, errorMessage: string) =>
  JSON.stringify({ errorType, errorMessage });

function describe(exit: Exit): string {
  if ("failure" in exit) return `Runtime could not be started: ${exit.failure}`;
  if ("signal" in exit) {
    return `Runtime exited with error: signal: ${signalWords[exit.signal] ?? exit.signal}`;
  }
  if (exit.status === 0) return "Runtime exited without providing a reason";
  return `Runtime exited with error: exit status ${exit.status}`;
}

const signalWords: Record<string, string> = {
  SIGABRT: "aborted",
  SIGKILL: "killed",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
};
