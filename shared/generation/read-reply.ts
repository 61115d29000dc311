import type { NodeContent, Violation } from "#schemas/node.ts";
import type { NodeDraft } from "#schemas/node-draft.ts";
import type { ProviderReply } from "../providers/provider.ts";
import type { Ask, Unread } from "./attempt.ts";
import { declines } from "./parse/declines.ts";
import { parseReply } from "./parse/parse-reply.ts";
import { type ParsedReply, parseFailure } from "./parse/parsed-reply.ts";
import { readCode } from "./parse/read-code.ts";
import { readMetadata } from "./parse/read-metadata.ts";
import { isCut } from "./parse/stops.ts";
import { keepLeftOut, readOverCurrent } from "./refine/keep-left-out.ts";

export type ReadReply =
  | {
      readonly ok: true;
      readonly draft: NodeDraft;
      readonly layer: string;
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly unread: Unread; readonly violations: readonly Violation[] };

/**
 * The draft in a reply, read as it was asked for. Where there is none, what of it can be kept, so
 * that the next call asks for the rest only. `current` is the node that is refined: what the reply
 * leaves out stays as it is there. Never throws, whatever the reply.
 */
export function readReply(
  reply: ProviderReply,
  ask: Ask,
  current: NodeContent | undefined,
): ReadReply {
  const isSettled = ask.kind === "code-only" && ask.metadata !== undefined;
  const parsed = isSettled ? readSettled(reply, ask.metadata) : readWhole(reply, current);
  if (parsed.ok) return parsed;
  if (parsed.reason === "refusal" || (parsed.reason === "no_block" && declines(reply.text))) {
    return unread(parseFailure("refusal"), undefined);
  }
  const settled = isSettled ? ask.metadata : readMetadata(reply.text, isCut(reply.stop));
  return unread(parsed, settled);
}

function readWhole(reply: ProviderReply, current: NodeContent | undefined): ParsedReply {
  const parsed = parseReply(reply.text, reply.stop);
  if (current === undefined) return parsed;
  if (parsed.ok) return { ...parsed, draft: keepLeftOut(parsed.draft, current) };
  // A block that cannot be read may say what the node as it is does not.
  const saysLittle = parsed.reason === "no_block" || parsed.reason === "invalid_draft";
  return (saysLittle ? readOverCurrent(reply, current) : undefined) ?? parsed;
}

function readSettled(reply: ProviderReply, metadata: Ask["metadata"]): ParsedReply {
  const read = readCode(reply.text, reply.stop);
  if (!read.ok || metadata === undefined) {
    return parseFailure(read.ok ? "invalid_draft" : read.reason);
  }
  return {
    ok: true,
    draft: { ...metadata, execution_code: read.code },
    layer: "settled+code",
    notes: [],
  };
}

function unread(parsed: ParsedReply, metadata: Unread["metadata"]): ReadReply {
  if (parsed.ok) throw new Error("a reply that was read is not unread");
  const { reason, violations } = parsed;
  return { ok: false, unread: { reason, metadata }, violations };
}
