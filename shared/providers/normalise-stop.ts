import type { StopReason } from "./provider.ts";

type StopTable = Readonly<Record<string, StopReason>>;

const claudeStops: StopTable = {
  end_turn: "complete",
  stop_sequence: "complete",
  max_tokens: "max_tokens",
  model_context_window_exceeded: "context_exceeded",
  refusal: "refusal",
  pause_turn: "interrupted",
};

const incompleteReasons: StopTable = {
  max_output_tokens: "max_tokens",
  content_filter: "content_filter",
};

const chatStops: StopTable = {
  stop: "complete",
  length: "max_tokens",
  content_filter: "content_filter",
};

const ollamaStops: StopTable = { stop: "complete", length: "max_tokens" };

const stopIn =
  (table: StopTable) =>
  (raw: string | undefined): StopReason =>
    (raw !== undefined && Object.hasOwn(table, raw) ? table[raw] : undefined) ?? "other";

export const normaliseClaudeStop = stopIn(claudeStops);
/** Of `incomplete_details.reason` in the Responses API. */
export const normaliseIncompleteReason = stopIn(incompleteReasons);
export const normaliseChatStop = stopIn(chatStops);
export const normaliseOllamaStop = stopIn(ollamaStops);
