import * as z from "zod";
import type { Attempt } from "./adapter.ts";
import { normaliseError } from "./normalise-error.ts";
import { normaliseIncompleteReason } from "./normalise-stop.ts";
import { noUsage, ResponsesUsage } from "./normalise-usage.ts";
import type { ProviderReply, StopReason } from "./provider.ts";
import { endedEarly } from "./provider-failure.ts";

const Failure = z.object({ code: z.string().nullish(), message: z.string().nullish() });

const Part = z.object({
  type: z.string(),
  text: z.string().nullish(),
  refusal: z.string().nullish(),
});

const Response = z.object({
  model: z.string(),
  status: z.string().nullish(),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
  error: Failure.nullish(),
  output: z.array(z.object({ content: z.array(Part).nullish().catch(null) })).default([]),
  usage: ResponsesUsage.nullish(),
});
type Response = z.infer<typeof Response>;

/** The parts of all stream events that are used; other events and fields are passed over. */
const ResponsesEvent = z.object({
  type: z.string(),
  delta: z.unknown().optional(),
  response: Response.nullish(),
  code: z.string().nullish(),
});

/**
 * Adds up the events of one response. A stream that stops early leaves a response that is still
 * `in_progress`, so only a terminal event makes a reply whole.
 */
export async function readResponsesReply(
  events: AsyncIterable<unknown>,
  onEvent: Attempt["onEvent"],
  now: () => number,
): Promise<ProviderReply> {
  let length = 0;
  for await (const raw of events) {
    const event = ResponsesEvent.parse(raw);
    const { response } = event;
    if (event.type === "response.created" && response) {
      onEvent({ type: "start", model: response.model });
    }
    if (event.type === "response.output_text.delta" && typeof event.delta === "string") {
      length += event.delta.length;
      onEvent({ type: "text", length });
    }
    if (event.type === "error") throw normaliseError({ words: [event.code], cause: raw }, now());
    if (event.type === "response.failed") {
      throw normaliseError({ words: [response?.error?.code], cause: raw }, now());
    }
    const isTerminal = event.type === "response.completed" || event.type === "response.incomplete";
    if (isTerminal && response) return replyOf(response);
  }
  throw endedEarly();
}

function replyOf(response: Response): ProviderReply {
  const parts = response.output.flatMap((item) => item.content ?? []);
  const refusal = parts.find((part) => part.type === "refusal");
  const text = parts
    .filter((part) => part.type === "output_text")
    .map((part) => part.text ?? "")
    .join("");
  return {
    text: text || (refusal?.refusal ?? ""),
    stop: refusal ? "refusal" : stopOf(response),
    rawStop: response.incomplete_details?.reason ?? response.status ?? undefined,
    usage: response.usage ?? noUsage,
    model: response.model,
    notes: [],
  };
}

function stopOf({ status, incomplete_details }: Response): StopReason {
  if (status === "completed") return "complete";
  return normaliseIncompleteReason(incomplete_details?.reason ?? undefined);
}
