import type { NodeChanges, NodeContent } from "#schemas/node.ts";
import { isReadOnlyPart, type ReadOnlyPart } from "#schemas/read-only-parts.ts";

type ContentPart = Exclude<keyof NodeChanges, "changeDescription" | ReadOnlyPart>;

/** Parts whose change can alter what the node does, so its tests must speak again. */
const behaviour = [
  "execution_code",
  "input_schema",
  "output_schema",
  "capabilities",
  "tests",
] as const satisfies readonly ContentPart[];

/** Parts the checks look at beside the behaviour. */
const checked = ["ui_config", "node_definition"] as const satisfies readonly ContentPart[];

export interface AppliedChanges {
  readonly content: NodeContent;
  readonly changesBehaviour: boolean;
  readonly needsChecks: boolean;
  /** Whether ports must be derived anew: the schemas changed, and the definition did not. */
  readonly derivePorts: boolean;
}

/** The content with the changes laid over it. A part that is named but equal counts as unchanged. */
export function applyChanges(content: NodeContent, changes: NodeChanges): AppliedChanges {
  const { changeDescription: _changeDescription, capabilities, ...parts } = changes;
  const given = Object.fromEntries(
    Object.entries(parts).filter(([name, value]) => !isReadOnlyPart(name) && value !== undefined),
  ) as Partial<NodeContent>;
  const next: NodeContent = {
    ...content,
    ...given,
    capabilities: { ...content.capabilities, ...defined(capabilities ?? {}) },
  };
  const differs = (part: ContentPart) =>
    JSON.stringify(next[part]) !== JSON.stringify(content[part]);
  const changesBehaviour = behaviour.some(differs);
  return {
    content: { ...next, provenance: changesBehaviour ? null : content.provenance },
    changesBehaviour,
    needsChecks: changesBehaviour || checked.some(differs),
    derivePorts:
      !differs("node_definition") && (differs("input_schema") || differs("output_schema")),
  };
}

const defined = <Value extends object>(
  value: Value,
): { [Key in keyof Value]: NonNullable<Value[Key]> } =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as {
    [Key in keyof Value]: NonNullable<Value[Key]>;
  };
