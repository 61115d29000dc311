import * as z from "zod";
import type { Attempt } from "./adapter.ts";
import { normaliseChatStop } from "./normalise-stop.ts";
import { ChatUsage, noUsage } from "./normalise-usage.ts";
import type { ProviderReply } from "./provider.ts";
import { endedEarly } from "./provider-failure.ts";
import { withoutThinking } from "./without-thinking.ts";

const Choice = z.object({
  delta: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).nullish(),
  finish_reason: z.string().nullish(),
});

/** Compatible hosts leave out much; what is used may be missing everywhere but in one chunk. */
const ChatChunk = z.object({
  model: z.string().nullish(),
  choices: z.array(Choice).nullish(),
  usage: ChatUsage.nullish(),
});

/**
 * Adds up the chunks of one chat completion. `finish_reason` makes it whole; the usage comes in a
 * chunk after it, so the stream is read to its end.
 */
export async function readChatReply(
  chunks: AsyncIterable<unknown>,
  onEvent: Attempt["onEvent"],
): Promise<ProviderReply> {
  let model = "";
  let text = "";
  let refusal = "";
  let rawStop: string | undefined;
  let usage = noUsage;

  for await (const raw of chunks) {
    const chunk = ChatChunk.parse(raw);
    if (model === "" && chunk.model) {
      model = chunk.model;
      onEvent({ type: "start", model });
    }
    usage = chunk.usage ?? usage;
    const choice = chunk.choices?.[0];
    rawStop = choice?.finish_reason ?? rawStop;
    refusal += choice?.delta?.refusal ?? "";
    if (choice?.delta?.content) {
      text += choice.delta.content;
      onEvent({ type: "text", length: text.length });
    }
  }
  if (rawStop === undefined) throw endedEarly();
  return {
    text: withoutThinking(text) || refusal,
    stop: refusal ? "refusal" : normaliseChatStop(rawStop),
    rawStop,
    usage,
    model,
    notes: [],
  };
}
