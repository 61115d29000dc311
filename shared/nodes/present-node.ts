import type { GeneratedNode } from "#schemas/node.ts";
import type { StoredNode } from "./node-store.ts";

/** A stored node as callers see it. */
export function presentNode({ head, content }: StoredNode): GeneratedNode {
  const { code_hash: _codeHash, ...shown } = head;
  return { ...content, ...shown };
}
