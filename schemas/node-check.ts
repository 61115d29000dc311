import * as z from "zod";
import { VersionNumber } from "./identifiers.ts";
import { JsonSchema } from "./json.ts";
import {
  Capabilities,
  Category,
  defaultCategory,
  ExecutionCode,
  Icon,
  NodeDefinition,
  NodeDescription,
  NodeKind,
  NodeName,
  NodeTest,
  Tags,
  UiConfig,
  Verification,
  Violation,
} from "./node.ts";
import { readOnlyParts } from "./read-only-parts.ts";

export const VerifyRequest = z
  .strictObject({ version: VersionNumber.optional().describe("The newest where none is named") })
  .meta({ id: "VerifyRequest" });
export type VerifyRequest = z.infer<typeof VerifyRequest>;

/**
 * A node that is not stored: ports are derived from the schemas, and a missing kind or form too. It
 * may have the form in which GET gives a node.
 */
export const NodeCheckRequest = z
  .strictObject({
    name: NodeName,
    description: NodeDescription.default(""),
    category: Category.default(defaultCategory),
    icon: Icon.default("box"),
    tags: Tags.default([]),
    kind: NodeKind.optional(),
    node_definition: NodeDefinition.optional().describe("Its `kind`, where `kind` is not given"),
    input_schema: JsonSchema,
    output_schema: JsonSchema,
    ui_config: UiConfig.optional(),
    capabilities: Capabilities.prefault({}),
    tests: z.array(NodeTest).max(50).default([]),
    execution_code: ExecutionCode,
    ...readOnlyParts,
  })
  .meta({ id: "NodeCheckRequest" });
export type NodeCheckRequest = z.infer<typeof NodeCheckRequest>;

export const NodeCheckAnswer = z
  .strictObject({
    violations: z.array(Violation).describe("An error among them would keep it from being stored"),
    verification: Verification.describe(
      "What its tests showed; they are not run where there is an error",
    ),
  })
  .meta({ id: "NodeCheckAnswer" });
export type NodeCheckAnswer = z.infer<typeof NodeCheckAnswer>;
