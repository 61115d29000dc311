import type * as z from "zod";
import { NodeDraft } from "#schemas/node-draft.ts";
import { cleanReply } from "./clean-reply.ts";
import { fencedBlocks } from "./fenced-blocks.ts";
import { objectLayers } from "./find-objects.ts";
import { normaliseTests } from "./normalise-tests.ts";
import { readJson, readStrictJson } from "./read-json.ts";
import { type DraftRecord, present, unwrapDraft } from "./unwrap-draft.ts";

/** Everything a reply says of a node beside its code. */
export const SettledMetadata = NodeDraft.omit({ execution_code: true });
export type SettledMetadata = z.infer<typeof SettledMetadata>;

/**
 * What a reply that gave no whole node says of it all the same, so that only its code has to be
 * asked for. Undefined where that is not a whole description. Never throws.
 */
export const readMetadata = (reply: string, cut: boolean): SettledMetadata | undefined => {
  for (const parts of describedParts(reply, cut)) {
    const { tests } = normaliseTests(parts.tests);
    const metadata = SettledMetadata.safeParse({ ...present(parts), tests });
    if (metadata.success) return metadata.data;
  }
  return undefined;
};

/** The parts of each object in a reply that could describe a node; the best trusted first. */
export function* describedParts(reply: string, cut: boolean): Generator<DraftRecord, void> {
  const clean = cleanReply(reply);
  if (clean.kind !== "text") return;
  const fenced = fencedBlocks(clean.text);
  for (const layer of objectLayers(clean.text, fenced)) {
    for (const span of layer.texts.toReversed()) {
      const json = cut ? readStrictJson(span) : readJson(span);
      const parts = json === undefined ? undefined : unwrapDraft(json.value);
      if (parts !== undefined) yield parts;
    }
  }
}
