import type { NodeContent, Provenance, Violation, Warning } from "#schemas/node.ts";
import type { NodeDraft } from "#schemas/node-draft.ts";
import { fixSchema } from "../json-schema/fix-schema.ts";
import { deriveKind } from "./derive-kind.ts";
import { derivePorts } from "./derive-ports.ts";
import { normaliseCode } from "./normalise-code.ts";
import { readCapabilities } from "./read-capabilities.ts";
import { readUiConfig } from "./read-ui-config.ts";
import { stripContentMarkup } from "./strip-markup.ts";

export interface CompletedDraft {
  readonly content: NodeContent;
  /** What the caller must know: what was left out or changed in what is shown. */
  readonly warnings: Warning[];
  /** Found on the way; the checks of the content are not among them. */
  readonly violations: Violation[];
  /** What was mended silently, for the record of the generation. */
  readonly notes: string[];
}

/** What the request says, beside the draft; provenance is null until the generation is over. */
export interface DraftExtra {
  readonly category?: string | undefined;
  readonly provenance?: Provenance | null | undefined;
}

/**
 * A whole node from what a model wrote: schemas mended, code brought to the form that is run,
 * and what the model left out derived from them.
 */
export function completeDraft(draft: NodeDraft, extra: DraftExtra = {}): CompletedDraft {
  const input = fixSchema(draft.input_schema, "input_schema");
  const output = fixSchema(draft.output_schema, "output_schema");
  const code = normaliseCode(draft.execution_code);
  const form = readUiConfig(draft.ui_config, { ...draft, input_schema: input.schema });
  const { capabilities, warnings: capabilityWarnings } = readCapabilities(draft.capabilities);
  const parts = {
    execution_code: code.code,
    input_schema: input.schema,
    output_schema: output.schema,
  };
  const { content, warnings: markupWarnings } = stripContentMarkup({
    name: draft.name,
    description: draft.description,
    category: extra.category ?? draft.category,
    icon: draft.icon,
    tags: draft.tags,
    node_definition: {
      type: "generatedNode",
      kind: draft.kind ?? deriveKind(parts),
      inputs: derivePorts(input.schema),
      outputs: derivePorts(output.schema),
    },
    ui_config: form.ui_config,
    ...parts,
    capabilities,
    tests: draft.tests,
    provenance: extra.provenance ?? null,
    warnings: [],
  });
  const warnings = [...form.warnings, ...capabilityWarnings, ...markupWarnings].slice(0, 50);
  return {
    content: { ...content, warnings },
    warnings,
    violations: [],
    notes: [...input.notes, ...output.notes, ...code.notes],
  };
}
