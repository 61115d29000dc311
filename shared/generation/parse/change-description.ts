import { cleanReply } from "./clean-reply.ts";
import { fencedBlocks } from "./fenced-blocks.ts";
import { objectLayers } from "./find-objects.ts";
import { readJson } from "./read-json.ts";
import { isRecord } from "./unwrap-draft.ts";

const names = ["change_description", "changeDescription"] as const;

/** What a reply says of the change it made to a node, or undefined. Never throws. */
export const readChangeDescription = (reply: string): string | undefined => {
  const clean = cleanReply(reply);
  if (clean.kind !== "text") return undefined;
  for (const layer of objectLayers(clean.text, fencedBlocks(clean.text))) {
    for (const span of layer.texts) {
      const found = find(readJson(span)?.value, 3);
      if (found !== undefined) return found;
    }
  }
  return undefined;
};

/** Beside the other members, or in the object that wraps them. */
const find = (value: unknown, levels: number): string | undefined => {
  if (!isRecord(value) || levels === 0) return undefined;
  const own = names.map((name) => value[name]).find((text) => typeof text === "string");
  if (typeof own === "string" && own.trim() !== "") return own.trim();
  return Object.values(value)
    .map((part) => find(part, levels - 1))
    .find((text) => text !== undefined);
};
