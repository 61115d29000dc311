import { exitWith } from "./cannot-start.ts";

/** Longest that an orderly end may take before the process goes anyway. */
const shutdownMs = 2_800;

/**
 * Ends a stack in order on the first signal, at any moment of its start too, and then the process
 * with `status`. Without it functions that stand still would stay behind.
 */
export function endOnSignal(
  starting: Promise<{ close(): Promise<void> }>,
  { status, onSignal = () => {} }: { status: number; onSignal?: () => void },
): void {
  const end = () => {
    onSignal();
    setTimeout(() => process.exit(1), shutdownMs);
    starting.then((stack) => stack.close()).then(() => process.exit(status), exitWith);
  };
  let ending = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (!ending) end();
      ending = true;
    });
  }
}
