import { balancedObjects } from "./balanced-objects.ts";
import { fencedBlocks } from "./fenced-blocks.ts";
import { taggedObjects } from "./tagged-blocks.ts";

/** Texts that may hold the metadata of a node, and the layer that found them. */
export interface ObjectLayer {
  readonly name: "whole-json" | "fences" | "tags" | "balanced";
  readonly texts: readonly string[];
}

/** Layers in the order in which they are trusted. Only closed spans are offered. */
export const objectLayers = (text: string): ObjectLayer[] => {
  const layers: ObjectLayer[] = [
    { name: "whole-json", texts: isWholeJson(text) ? [text.trim()] : [] },
    { name: "fences", texts: fencedObjects(text) },
    { name: "tags", texts: taggedObjects(text) },
    { name: "balanced", texts: balancedObjects(withoutCode(text)) },
  ];
  return layers.filter((layer) => layer.texts.length > 0);
};

/** True where a JSON object or block was begun and not ended. */
export const hasOpenObject = (text: string): boolean =>
  fencedBlocks(text).some((block) => !block.closed) || /^\s*\{/.test(text);

const isWholeJson = (text: string): boolean => /^\s*[[{"][\s\S]*[\]}"]\s*$/.test(text);

const fencedObjects = (text: string): string[] =>
  fencedBlocks(text)
    .filter((block) => block.closed && isObject(block.language, block.body))
    .map((block) => block.body);

const isObject = (language: string, body: string): boolean =>
  language.startsWith("json") || (/^\s*[[{]/.test(body) && !/^(?:js|ts|java|type)/.test(language));

/** Braces of code are no JSON, and trying to mend them would only cost time. */
const withoutCode = (text: string): string =>
  fencedBlocks(text)
    .filter((block) => block.closed && !isObject(block.language, block.body))
    .reduce((rest, block) => rest.replace(block.body, () => ""), text);
