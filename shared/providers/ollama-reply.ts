import * as z from "zod";
import type { Attempt } from "./adapter.ts";
import { normaliseError } from "./normalise-error.ts";
import { normaliseOllamaStop } from "./normalise-stop.ts";
import { OllamaUsage } from "./normalise-usage.ts";
import type { ProviderReply } from "./provider.ts";
import { endedEarly } from "./provider-failure.ts";
import { withoutThinking } from "./without-thinking.ts";

/** One line of the stream. Thinking comes in a field of its own, which is not the reply. */
const ChatLine = z.object({
  model: z.string().nullish(),
  message: z.object({ content: z.string().nullish() }).nullish(),
  done: z.boolean().nullish(),
  done_reason: z.string().nullish(),
  error: z.union([z.string(), z.object({ message: z.string().nullish() })]).nullish(),
});

/** Adds up the lines of one reply; only `done` makes it whole. */
export async function readOllamaReply(
  lines: AsyncIterable<unknown>,
  onEvent: Attempt["onEvent"],
  now: () => number,
): Promise<ProviderReply> {
  let model = "";
  let text = "";
  for await (const raw of lines) {
    const line = ChatLine.parse(raw);
    if (line.error) throw inStream(line.error, raw, now());
    if (model === "" && line.model) {
      model = line.model;
      onEvent({ type: "start", model });
    }
    if (line.message?.content) {
      text += line.message.content;
      onEvent({ type: "text", length: text.length });
    }
    if (line.done) {
      const rawStop = line.done_reason ?? undefined;
      const stop = normaliseOllamaStop(rawStop);
      const usage = OllamaUsage.parse(raw);
      return { text: withoutThinking(text), stop, rawStop, usage, model, notes: [] };
    }
  }
  throw endedEarly();
}

/** Without a status, so it counts as the server's failure, which may pass. */
function inStream(
  error: string | { message?: string | null | undefined },
  cause: unknown,
  now: number,
) {
  const text = typeof error === "string" ? error : (error.message ?? "");
  return normaliseError({ words: [], text, cause }, now);
}
