import { defaultCategory, type NodeContent } from "#schemas/node.ts";
import { NodeDraft } from "#schemas/node-draft.ts";
import type { ProviderReply } from "../../providers/provider.ts";
import { normaliseTests } from "../parse/normalise-tests.ts";
import type { ParsedReply } from "../parse/parsed-reply.ts";
import { readCode } from "../parse/read-code.ts";
import { describedParts } from "../parse/read-metadata.ts";
import { present } from "../parse/unwrap-draft.ts";

const defaultIcon = "box";

/** A draft of the next version of a node, in which what the reply left out is as it was. */
export const keepLeftOut = (draft: NodeDraft, current: NodeContent): NodeDraft => ({
  ...draft,
  category: draft.category === defaultCategory ? current.category : draft.category,
  icon: draft.icon === defaultIcon ? current.icon : draft.icon,
  tags: draft.tags.length === 0 ? current.tags : draft.tags,
  kind: draft.kind ?? current.node_definition.kind,
  ui_config: draft.ui_config ?? current.ui_config,
  capabilities: draft.capabilities ?? current.capabilities,
});

/**
 * A reply that gives parts of the next version only: code that is whole, and what it says of the
 * rest laid over the node as it is. Undefined where it has no code, or was cut.
 */
export function readOverCurrent(
  reply: ProviderReply,
  current: NodeContent,
): ParsedReply | undefined {
  if (reply.stop !== "complete") return undefined;
  const code = readCode(reply.text, reply.stop);
  if (!code.ok) return undefined;
  const [parts = {}] = describedParts(reply.text, false);
  const { tests, notes } = normaliseTests(parts.tests);
  const draft = NodeDraft.safeParse({
    ...draftOf(current),
    ...present(parts),
    tests,
    execution_code: code.code,
  });
  if (!draft.success) return undefined;
  return { ok: true, draft: keepLeftOut(draft.data, current), layer: "parts+current", notes };
}

const draftOf = (current: NodeContent) => {
  const { node_definition, provenance: _provenance, warnings: _warnings, ...parts } = current;
  return { ...parts, kind: node_definition.kind };
};
