import * as z from "zod";
import type { Attempt } from "./adapter.ts";
import { normaliseClaudeStop } from "./normalise-stop.ts";
import { ClaudeUsage, noUsage } from "./normalise-usage.ts";
import type { ProviderReply } from "./provider.ts";
import { endedEarly } from "./provider-failure.ts";

/** The parts of all stream events that are used; other events and fields are passed over. */
const ClaudeEvent = z.object({
  type: z.string(),
  message: z.object({ model: z.string(), usage: z.unknown().optional() }).nullish(),
  content_block: z.object({ text: z.string().nullish() }).nullish(),
  delta: z
    .object({
      type: z.string().nullish(),
      text: z.string().nullish(),
      stop_reason: z.string().nullish(),
      stop_details: z.object({ category: z.string().nullish() }).nullish(),
    })
    .nullish(),
  usage: z.record(z.string(), z.unknown()).nullish(),
});
type ClaudeEvent = z.infer<typeof ClaudeEvent>;

/**
 * Adds up the events of one reply. The SDK ends its loop without an error when the stream stops
 * early, so only `message_stop` makes a reply whole.
 */
export async function readClaudeReply(
  events: AsyncIterable<unknown>,
  onEvent: Attempt["onEvent"],
): Promise<ProviderReply> {
  let model = "";
  let text = "";
  let rawStop: string | undefined;
  let usage: Record<string, unknown> = {};
  const notes: string[] = [];

  for await (const raw of events) {
    const event = ClaudeEvent.parse(raw);
    if (event.message) {
      model = event.message.model;
      usage = withCounts(usage, event.message.usage);
      onEvent({ type: "start", model });
    }
    const added = textOf(event);
    if (added) {
      text += added;
      onEvent({ type: "text", length: text.length });
    }
    usage = withCounts(usage, event.usage);
    rawStop = event.delta?.stop_reason ?? rawStop;
    const category = event.delta?.stop_details?.category;
    if (category) notes.push(`the model refused, by the provider's category ${category}`);
    if (event.type === "message_stop") {
      const stop = normaliseClaudeStop(rawStop);
      return { text, stop, rawStop, usage: usageOf(usage), model, notes };
    }
  }
  throw endedEarly();
}

/** Thinking, signatures and citations have other delta types and are not the reply. */
function textOf(event: ClaudeEvent): string {
  if (event.type === "content_block_start") return event.content_block?.text ?? "";
  return event.delta?.type === "text_delta" ? (event.delta.text ?? "") : "";
}

/** Later events repeat counts as totals, and may leave out or null what they do not change. */
function withCounts(usage: Record<string, unknown>, more: unknown): Record<string, unknown> {
  const counts = z.record(z.string(), z.unknown()).catch({}).parse(more);
  const known = Object.entries(counts).filter(([, value]) => value !== null);
  return { ...usage, ...Object.fromEntries(known) };
}

const usageOf = (usage: Record<string, unknown>) => ClaudeUsage.catch(noUsage).parse(usage);
