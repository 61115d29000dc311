import type { MetricValue } from "#schemas/metrics.ts";
import { trackError } from "./error-tracking.ts";
import { flushMetrics, functionMetrics } from "./function-metrics.ts";

type FunctionKind = Exclude<MetricValue<"service_errors_total", "function_kind">, "api">;

interface Watched {
  readonly kind: FunctionKind;
  /** Errors by which the function answers, and which are no fault of ours. */
  readonly isAnswer?: (error: unknown) => boolean;
}

type Ids = Parameters<typeof trackError>[0]["ids"];

/**
 * The handler of a function that no request of the gateway's reaches: whatever it throws is counted
 * and tracked, and the metrics of every invocation are written.
 */
export const watchedFunction =
  <Event, Result>(
    { kind, isAnswer = () => false }: Watched,
    run: (event: Event) => Promise<Result>,
  ): ((event: Event) => Promise<Result>) =>
  async (event) => {
    try {
      return await run(event);
    } catch (error) {
      if (!isAnswer(error)) await tellCrash(kind, error, {});
      throw error;
    } finally {
      flushMetrics(process.env);
    }
  };

/** A crash that is overcome, such as that of one message of several. */
export async function tellCrash(kind: FunctionKind, error: unknown, ids: Ids): Promise<void> {
  functionMetrics.count("service_errors_total", { function_kind: kind });
  await trackError({ error, where: kind, ids }, process.env);
}
