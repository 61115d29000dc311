import type { StopReason } from "#shared/providers/provider.ts";
import { cleanReply } from "./clean-reply.ts";
import { type FencedBlock, fencedBlocks } from "./fenced-blocks.ts";
import { type FoundCode, findCode, otherLanguages } from "./find-code.ts";
import { hasOpenObject, objectLayers } from "./find-objects.ts";
import { type ParsedReply, parseFailure } from "./parsed-reply.ts";
import { type ReadJson, readJson, readStrictJson } from "./read-json.ts";
import { isProviderError, looksLikeRefusal } from "./reply-signs.ts";
import { isCut, isRefused } from "./stops.ts";
import { toDraft } from "./to-draft.ts";

/**
 * The draft in a model's reply, by layers from strict to lenient; of several the last whole one.
 * A reply that was cut is read only strictly: nothing of it is ever mended to look whole.
 * Never throws, whatever the text.
 */
export const parseReply = (text: string, stop: StopReason): ParsedReply => {
  if (isRefused(stop)) return parseFailure("refusal");
  const cut = isCut(stop);
  const clean = cleanReply(text);
  if (clean.kind === "empty") return parseFailure(cut ? "truncated" : "empty");
  if (clean.kind === "too_large") return parseFailure("too_large");
  if (clean.kind === "open_thought") return parseFailure("truncated");
  if (clean.kind === "html_page") return parseFailure("html_page");
  const found = readLayers(clean.text, cut);
  if (found.ok) return found;
  return cut ? parseFailure("truncated") : found;
};

const readLayers = (text: string, cut: boolean): ParsedReply => {
  const fenced = fencedBlocks(text);
  const code = findCode(text, fenced);
  const failures: ParsedReply[] = [];
  for (const layer of objectLayers(text, fenced)) {
    for (const span of layer.texts.toReversed()) {
      const json = cut ? readStrictJson(span) : readJson(span);
      const parsed = json && readCandidate(json, code, layer.name, cut);
      if (parsed?.ok) return parsed;
      failures.push(parsed ?? parseFailure("bad_json"));
    }
  }
  return inOtherWords(worthTelling(failures), fenced) ?? withoutObject(text, fenced, code);
};

/** No JavaScript at all, but code of another language, needs another hint. */
const inOtherWords = (
  failure: ParsedReply | undefined,
  fenced: readonly FencedBlock[],
): ParsedReply | undefined => {
  const lacksCode = failure !== undefined && !failure.ok && failure.reason === "no_code";
  return lacksCode && otherLanguages(fenced).length > 0 ? parseFailure("wrong_language") : failure;
};

const readCandidate = (
  json: ReadJson,
  code: FoundCode | undefined,
  layer: string,
  cut: boolean,
): ParsedReply => {
  if (isProviderError(json.value)) return parseFailure("provider_error");
  const name = json.effort === "" ? layer : `${layer}+${json.effort}`;
  return toDraft(json.value, code, { layer: name, proveCode: cut || json.effort === "jsonrepair" });
};

const byWorth = ["provider_error", "truncated", "invalid_draft", "no_code", "bad_json"] as const;

/** The failure that came nearest to a node says most about what to mend. */
const worthTelling = (failures: readonly ParsedReply[]): ParsedReply | undefined => {
  for (const reason of byWorth) {
    const found = failures.find((failure) => !failure.ok && failure.reason === reason);
    if (found !== undefined) return found;
  }
  return undefined;
};

const withoutObject = (
  text: string,
  fenced: readonly FencedBlock[],
  code: FoundCode | undefined,
): ParsedReply => {
  if (code?.cut || hasOpenObject(text, fenced)) return parseFailure("truncated");
  const holdsBlock = code !== undefined || fenced.length > 0;
  if (!holdsBlock && looksLikeRefusal(text)) return parseFailure("refusal");
  return parseFailure("no_block");
};
