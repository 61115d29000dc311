import { functionLog } from "#shared/http/function-log.ts";
import type { Sandbox } from "#shared/proving/sandbox.ts";
import { countedSandbox } from "#shared/usage/counted-sandbox.ts";
import { sandbox } from "./sandbox.ts";
import { systemClock } from "./system.ts";
import { usageStore } from "./usage-store.ts";

/** For operations: their runs are counted for the tenant. Those of a generation are in its job. */
export const meteredSandbox = (source: Readonly<Record<string, string | undefined>>): Sandbox =>
  countedSandbox(sandbox(source), {
    usage: usageStore(source),
    clock: systemClock,
    onFault: (error) => functionLog(source).warn("runs not counted", { error }),
  });
