import type { AssertionResult } from "#schemas/sandbox.ts";
import type { Engine } from "../engine/engine.ts";
import type { GuestRun } from "../messages.ts";
import { liveClock, steppedClock } from "./guest-clock.ts";
import type { GuestHost } from "./guest-host.ts";
import { LocaleBridge } from "./locale-bridge.ts";
import { Meter } from "./meter.ts";
import type { GuestServices } from "./run-in-guest.ts";

const mostMessage = 2_000;

/**
 * Evaluates assertions over an output that already stands. They get an instance of their own, so
 * that a node which changed the language cannot be its own judge; each gets fresh copies of `out`
 * and `inputs`.
 */
export async function checkAssertions(
  run: GuestRun,
  output: string,
  services: GuestServices,
): Promise<AssertionResult[]> {
  const clock = run.now === undefined ? liveClock() : steppedClock(run.now);
  const meter = new Meter(services.beat, run.cpuMs, performance.now() + run.wallMs);
  const results: AssertionResult[] = [];
  try {
    const engine = await services.engines.take(run, { clock, meter, host: assertionHost() });
    for (const expression of run.assertions) {
      results.push(meter.slice(() => evaluate(engine, expression, output, run.inputs)));
      if (meter.timeUp !== undefined) break;
    }
  } catch {
    // The instance is lost: what was not evaluated does not hold.
  }
  const rest = run.assertions.slice(results.length);
  return [...results, ...rest.map(() => unevaluated(run))];
}

/** For assertions that could not be evaluated within the limits. */
export const unevaluated = (run: Pick<GuestRun, "cpuMs" | "memoryMb">): AssertionResult => ({
  held: false,
  message: `could not be evaluated within ${run.cpuMs} ms and ${run.memoryMb} MB`,
});

function evaluate(engine: Engine, expression: string, output: string, inputs: string) {
  const reason = engine.call("assert", expression, output, inputs);
  if (reason === "") return { held: true };
  return { held: false, message: String(reason ?? "failed").slice(0, mostMessage) };
}

/** Assertions may compare and format; they have no clockwork, log or network. */
function assertionHost(): GuestHost {
  const locale = new LocaleBridge();
  return (operation, texts) => {
    if (operation === "locale") return locale.call(texts);
    if (operation === "compare") return locale.compare(texts);
    if (operation === "log" || operation === "drop") return "full";
    throw "not available in an assertion";
  };
}
