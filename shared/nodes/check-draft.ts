import type { TenantKey } from "#schemas/identifiers.ts";
import type { NodeContent, Violation, Warning } from "#schemas/node.ts";
import type { NodeCheckAnswer, NodeCheckRequest } from "#schemas/node-check.ts";
import { checkNode } from "../checks/index.ts";
import type { Clock } from "../clock.ts";
import { mostProofMs } from "../proving/limits-of.ts";
import { unverified } from "../proving/prove.ts";
import { proveNode } from "../proving/prove-node.ts";
import type { Sandbox } from "../proving/sandbox.ts";
import { deriveKind } from "./derive-kind.ts";
import { derivePorts } from "./derive-ports.ts";
import { readUiConfig } from "./read-ui-config.ts";
import { stripContentMarkup } from "./strip-markup.ts";

/**
 * What storing a draft would find, and what its tests show, without storing it. The draft is
 * looked at as it is: nothing of it is mended.
 * @throws AppError `unavailable` when the sandbox cannot be had
 */
export async function checkDraft(
  { tenant, draft }: { tenant: TenantKey; draft: NodeCheckRequest },
  services: {
    readonly sandbox: Sandbox;
    readonly clock: Clock;
    readonly onFault: (error: unknown) => void;
  },
): Promise<NodeCheckAnswer> {
  const { content, warnings: markup } = stripContentMarkup(contentOf(draft));
  const findings = [...checkNode(content), ...markup.map(inContent)];
  if (findings.some(({ severity }) => severity === "error")) {
    return { violations: findings, verification: unverified };
  }
  const now = services.clock.now();
  const proof = await proveNode({ tenant, content, now, totalMs: mostProofMs }, services);
  return {
    violations: [...findings, ...proof.violations, ...proof.warnings.map(inTests)],
    verification: proof.verification,
  };
}

function contentOf(draft: NodeCheckRequest): NodeContent {
  const { name, description, category, icon, tags, capabilities, tests } = draft;
  const { execution_code, input_schema, output_schema, node_definition, ui_config } = draft;
  return {
    ...{ name, description, category, icon, tags, capabilities, tests },
    ...{ execution_code, input_schema, output_schema },
    node_definition: {
      type: "generatedNode",
      kind: draft.kind ?? node_definition?.kind ?? deriveKind(draft),
      inputs: derivePorts(input_schema),
      outputs: derivePorts(output_schema),
    },
    ui_config: ui_config ?? readUiConfig(undefined, draft).ui_config,
    provenance: null,
    warnings: [],
  };
}

const asViolation =
  (where: string) =>
  ({ code, message }: Warning): Violation => ({
    rule: code,
    severity: "warning",
    where,
    message,
  });

const inContent = asViolation("node");
const inTests = asViolation("tests");
