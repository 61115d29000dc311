import * as z from "zod";
import { JsonSchema } from "./json.ts";
import {
  Category,
  defaultCategory,
  ExecutionCode,
  Icon,
  NodeDescription,
  NodeKind,
  NodeName,
  NodeTest,
  Tags,
} from "./node.ts";

/** What a provider's reply is parsed to, before checks complete it to a NodeContent. */
export const NodeDraft = z.object({
  name: NodeName,
  description: NodeDescription,
  category: Category.default(defaultCategory),
  icon: Icon.catch("box"),
  tags: Tags.catch([]),
  kind: NodeKind.optional().catch(undefined),
  input_schema: JsonSchema,
  output_schema: JsonSchema,
  ui_config: z.unknown().optional(),
  capabilities: z.unknown().optional(),
  tests: z.array(NodeTest).max(50).catch([]),
  execution_code: ExecutionCode,
});
export type NodeDraft = z.infer<typeof NodeDraft>;
