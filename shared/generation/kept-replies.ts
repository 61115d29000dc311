import * as z from "zod";
import { providerNames } from "#schemas/settings.ts";
import type { AttemptReply } from "#schemas/transcript.ts";
import { stopReasons } from "../providers/provider.ts";
import type { Ask } from "./attempt.ts";
import type { AttemptContext } from "./attempt-context.ts";
import type { AskedReply } from "./run-attempt.ts";

/** Replies that earlier claims of a job paid for. */
export interface KeptReplies {
  readonly count: number;
  /** The reply to what is asked now; undefined where, from here on, the provider has to be asked. */
  next(ask: Ask): AskedReply | undefined;
}

const Known = z.object({ provider: z.enum(providerNames), stop: z.enum(stopReasons) });

/**
 * Replies are of use in their order, up to the first that is missing or that answers another kind of
 * question than is asked now: what came after it was asked with what it said.
 */
export function keptReplies(replies: readonly AttemptReply[]): KeptReplies {
  const usable = replies.slice(0, lengthOfPrefix(replies));
  let used = 0;
  return {
    count: usable.length,
    next(ask) {
      const kept = usable[used];
      if (kept === undefined || kept.kind !== ask.kind) {
        used = usable.length;
        return undefined;
      }
      used += 1;
      return askedReply(kept, ask);
    },
  };
}

function lengthOfPrefix(replies: readonly AttemptReply[]): number {
  const end = replies.findIndex(
    (reply, index) => reply.attempt !== index + 1 || !Known.safeParse(reply).success,
  );
  return end === -1 ? replies.length : end;
}

function askedReply(kept: AttemptReply, ask: Ask): AskedReply {
  const { provider: name, stop } = Known.parse(kept);
  const { attempt: number, model, usage, notes } = kept;
  const reply = { text: kept.reply, stop, rawStop: undefined, usage, model, notes };
  return {
    number,
    ask,
    context: contextOf(kept, ask),
    reply: { ...reply, answeredBy: { name, model } },
  };
}

/** The prompt as it was sent. Its fixed sections are not kept, and nobody asks with it again. */
function contextOf(kept: AttemptReply, ask: Ask): AttemptContext {
  const { sections } = kept;
  const itemsOf = (section: string) =>
    sections.find(({ name }) => name === section)?.included ?? [];
  const totalTokens = sections.reduce((sum, { tokens }) => sum + tokens, 0);
  return {
    system: "",
    prompt: kept.prompt,
    promptVersion: kept.prompt_version,
    promptHash: kept.prompt_hash,
    patternIds: itemsOf("patterns"),
    referenceIds: itemsOf("references"),
    report: { sections, totalTokens, tokenFactor: 1 },
    replyTokens: ask.maxOutputTokens,
  };
}
