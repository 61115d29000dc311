import type { StopReason } from "#shared/providers/provider.ts";

const cutStops: ReadonlySet<StopReason> = new Set([
  "max_tokens",
  "context_exceeded",
  "interrupted",
]);

const refusedStops: ReadonlySet<StopReason> = new Set(["refusal", "content_filter"]);

/** Whether the reply ended before the model was done. */
export const isCut = (stop: StopReason): boolean => cutStops.has(stop);

/** Whether the provider says that the model declined: what there is of a reply is not meant then. */
export const isRefused = (stop: StopReason): boolean => refusedStops.has(stop);
