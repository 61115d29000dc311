import { balancedObjects } from "./balanced-objects.ts";
import type { FencedBlock } from "./fenced-blocks.ts";
import { taggedObjects } from "./tagged-blocks.ts";

/** Texts that may hold the metadata of a node, and the layer that found them. */
export interface ObjectLayer {
  readonly name: "whole-json" | "fences" | "tags" | "balanced";
  readonly texts: readonly string[];
}

/** Layers in the order in which they are trusted, each looked for when the one before gave no node. */
export function* objectLayers(
  text: string,
  fenced: readonly FencedBlock[],
): Generator<ObjectLayer, void> {
  for (const { name, texts } of everyLayer(text, fenced)) {
    yield { name, texts: texts.slice(-mostObjects) };
  }
}

/** A model that answers with more objects than these has lost its thread. */
const mostObjects = 20;

function* everyLayer(text: string, fenced: readonly FencedBlock[]): Generator<ObjectLayer, void> {
  yield { name: "whole-json", texts: isWholeJson(text) ? [text.trim()] : [] };
  yield { name: "fences", texts: fencedObjects(fenced) };
  yield { name: "tags", texts: taggedObjects(text) };
  yield { name: "balanced", texts: balancedObjects(withoutCode(text, fenced)) };
}

/** True where a JSON object or block was begun and not ended. */
export const hasOpenObject = (text: string, fenced: readonly FencedBlock[]): boolean =>
  fenced.some((block) => !block.closed) || /^\s*\{/.test(text);

const isWholeJson = (text: string): boolean => /^\s*[[{"][\s\S]*[\]}"]\s*$/.test(text);

const fencedObjects = (fenced: readonly FencedBlock[]): string[] =>
  fenced
    .filter((block) => block.closed && isObject(block.language, block.body))
    .map((block) => block.body);

const isObject = (language: string, body: string): boolean =>
  language.startsWith("json") || (/^\s*[[{]/.test(body) && !/^(?:js|ts|java|type)/.test(language));

/** Each is looked for in the whole text. */
const mostCodeBlocks = 50;

/** Braces of code are no JSON, and trying to mend them would only cost time. */
const withoutCode = (text: string, fenced: readonly FencedBlock[]): string =>
  fenced
    .filter((block) => block.closed && !isObject(block.language, block.body))
    .slice(0, mostCodeBlocks)
    .reduce((rest, block) => rest.replace(block.body, () => ""), text);
