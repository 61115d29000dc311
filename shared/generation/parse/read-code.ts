import type { StopReason } from "#shared/providers/provider.ts";
import { cleanReply } from "./clean-reply.ts";
import { fencedBlocks } from "./fenced-blocks.ts";
import { findCode, otherLanguages } from "./find-code.ts";
import { parseReply } from "./parse-reply.ts";
import type { ParseFailure } from "./parsed-reply.ts";
import { parsesAsCode } from "./parses-as-code.ts";
import { looksLikeRefusal } from "./reply-signs.ts";
import { isRefused } from "./stops.ts";

export type ReadCode =
  | { readonly ok: true; readonly code: string }
  | { readonly ok: false; readonly reason: ParseFailure };

/**
 * The code of a reply that was asked for nothing else. It has to parse: half a function looks
 * whole where the reply was cut. A reply that brings the whole node again gives its code.
 */
export const readCode = (reply: string, stop: StopReason): ReadCode => {
  if (isRefused(stop)) return failure("refusal");
  const clean = cleanReply(reply);
  if (clean.kind !== "text") return failure(clean.kind === "html_page" ? "html_page" : "empty");
  const fenced = fencedBlocks(clean.text);
  const found = findCode(clean.text, fenced);
  if (found !== undefined && !found.cut && parsesAsCode(found.code)) {
    return { ok: true, code: found.code };
  }
  const whole = parseReply(reply, stop);
  if (whole.ok) return { ok: true, code: whole.draft.execution_code };
  const holdsBlock = found !== undefined || fenced.length > 0;
  if (!holdsBlock && looksLikeRefusal(clean.text)) return failure("refusal");
  if (stop !== "complete" || found?.cut) return failure("truncated");
  return failure(otherLanguages(fenced).length > 0 ? "wrong_language" : "no_code");
};

const failure = (reason: ParseFailure): ReadCode => ({ ok: false, reason });
