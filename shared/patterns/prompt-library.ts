import * as z from "zod";
import { Hash } from "#schemas/identifiers.ts";
import { JsonObject, JsonSchema, JsonValue } from "#schemas/json.ts";
import {
  Capabilities,
  Category,
  ExecutionCode,
  Icon,
  NodeDescription,
  NodeKind,
  NodeName,
  NodeTest,
  Tags,
  UiConfig,
} from "#schemas/node.ts";

/** The prompt texts and patterns of one version, as plain data that the build writes to a file. */

export const templateNames = [
  "system",
  "instructions",
  "constraints",
  "guidance",
  "patterns",
  "references",
  "operation",
  "repair",
] as const;
export type TemplateName = (typeof templateNames)[number];

export const PromptTemplate = z.strictObject({ text: z.string().min(1), hash: Hash });
export type PromptTemplate = z.infer<typeof PromptTemplate>;

/** Everything of a pattern's node but its code: what the first block of a reply carries. */
export const PatternNode = z.strictObject({
  name: NodeName,
  description: NodeDescription,
  category: Category,
  icon: Icon,
  tags: Tags,
  kind: NodeKind,
  input_schema: JsonSchema,
  output_schema: JsonSchema,
  ui_config: UiConfig,
  capabilities: Capabilities,
  tests: z.array(NodeTest).min(3).max(16),
});
export type PatternNode = z.infer<typeof PatternNode>;

/** A way to work that one of its inputs chooses, and the words in which people ask for it. */
export const PatternMode = z.strictObject({
  words: z.array(z.string().min(1)).min(1).max(60),
  set: z
    .record(z.string(), JsonValue)
    .describe("Inputs and their values; `<number>` or `<field>` stands for what the words capture"),
  test: JsonObject.optional().describe(
    "A test of it, without a name; if absent, the node has one that gives these inputs",
  ),
});
export type PatternMode = z.infer<typeof PatternMode>;

export const PatternHead = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  name: z.string().min(1).max(100),
  kinds: z.array(NodeKind).min(1),
  tags: z.array(z.string().min(1).max(50)).min(1).max(30),
  when_to_use: z.string().min(1).max(2_000),
  pitfalls: z.array(z.string().min(1).max(300)).min(1).max(8),
  needs: z
    .array(z.array(z.string().min(1)).min(1))
    .max(4)
    .default([])
    .describe("Groups of words; a request that lacks a whole group is about something else"),
  always: z
    .array(z.string().min(1))
    .max(80)
    .default([])
    .describe("Phrases for what it does in any case, which would else be read as a condition"),
  beside: z
    .array(z.string().min(1))
    .max(40)
    .default([])
    .describe("Phrases of requests for an effect beside whose patterns it is shown as well"),
  modes: z.array(PatternMode).max(40).default([]),
});

export const Pattern = PatternHead.extend({
  description: z.string().min(1).max(2_000),
  node: PatternNode,
  code: ExecutionCode,
});
export type Pattern = z.infer<typeof Pattern>;

export const PromptLibrary = z.strictObject({
  version: z.string().regex(/^v[0-9]+$/),
  templates: z.record(z.enum(templateNames), PromptTemplate),
  patterns: z.array(Pattern).min(1),
});
export type PromptLibrary = z.infer<typeof PromptLibrary>;

/** Checks what the build wrote, read as JSON. Throws where it is not a whole library. */
export const parsePromptLibrary = (value: unknown): PromptLibrary => PromptLibrary.parse(value);
