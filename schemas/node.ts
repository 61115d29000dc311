import * as z from "zod";
import { ConfigTried } from "./config-tried.ts";
import { Hash, NodeId, Timestamp, VersionNumber } from "./identifiers.ts";
import { JsonObject, JsonSchema, JsonValue } from "./json.ts";
import { isReadOnlyPart, readOnlyParts } from "./read-only-parts.ts";
import { Assertion, HttpExchange, mostHosts, RunClock } from "./sandbox.ts";

/** The words of a node: what is stored, versioned, run and shown. */

export const NodeKind = z.enum(["effect", "compute", "reducer", "orchestrator"]);
export type NodeKind = z.infer<typeof NodeKind>;

export const Port = z.strictObject({
  id: z.string().min(1).max(100),
  label: z.string().max(200),
  type: z.string().max(50),
  required: z.boolean(),
});
export type Port = z.infer<typeof Port>;

export const NodeDefinition = z
  .strictObject({
    type: z.literal("generatedNode"),
    kind: NodeKind,
    inputs: z.array(Port).max(60),
    outputs: z.array(Port).max(60),
  })
  .meta({ id: "NodeDefinition" });
export type NodeDefinition = z.infer<typeof NodeDefinition>;

export const Widget = z.enum([
  "text",
  "textarea",
  "number",
  "checkbox",
  "select",
  "multiselect",
  "date",
  "json",
  "code",
  "secret",
]);
export type Widget = z.infer<typeof Widget>;

export const FormField = z.strictObject({
  key: z.string().min(1).max(100).describe("A property of `input_schema`"),
  label: z.string().max(200),
  widget: Widget,
  help: z.string().max(1_000).optional(),
  placeholder: z.string().max(500).optional(),
  order: z.int().optional(),
  group: z.string().max(100).optional(),
  visible_when: z.strictObject({ key: z.string().max(100), equals: JsonValue }).optional(),
});
export type FormField = z.infer<typeof FormField>;

export const UiConfig = z
  .strictObject({
    label: z.string().max(255),
    description: z.string().max(2_000),
    formFields: z.array(FormField).max(60),
    style: z.strictObject({ color: z.string().max(30), icon: z.string().max(50) }),
  })
  .meta({ id: "UiConfig" });
export type UiConfig = z.infer<typeof UiConfig>;

const HostName = z.string().min(1).max(253);

/** What the code may reach and use: denied unless named, enforced outside the code. */
export const Capabilities = z
  .strictObject({
    hosts: z.array(HostName).max(mostHosts).default([]),
    timeout_ms: z.int().min(100).max(20_000).default(10_000).describe("Wall time of one run"),
    memory_mb: z.int().min(16).max(128).default(64).describe("Memory of the engine"),
  })
  .meta({ id: "Capabilities" });
export type Capabilities = z.infer<typeof Capabilities>;

/** One test: inputs, and what must come of them. */
export const NodeTest = z
  .strictObject({
    name: z.string().min(1).max(200),
    inputs: JsonObject,
    expected: JsonValue.optional(),
    assertions: z.array(Assertion).min(1).max(20).optional(),
    error: z.strictObject({ matches: z.string().min(1).max(500) }).optional(),
    http: z
      .array(HttpExchange)
      .max(50)
      .optional()
      .describe("The requests the node makes, in order; no other request leaves while tests run"),
    now: RunClock.optional(),
    seed: z.int().optional(),
  })
  .refine(
    (test) =>
      [test.expected, test.assertions, test.error].filter((part) => part !== undefined).length ===
      1,
    { error: "a test needs exactly one of expected, assertions and error" },
  )
  .meta({ id: "NodeTest" });
export type NodeTest = z.infer<typeof NodeTest>;

export const TestOutcome = z.enum(["passed", "failed", "not_run"]);

export const TestResult = z.strictObject({
  name: z.string(),
  outcome: TestOutcome,
  duration_ms: z.number(),
  expected: JsonValue.optional(),
  actual: JsonValue.optional(),
  message: z.string().max(4_000).optional(),
});
export type TestResult = z.infer<typeof TestResult>;

/** What running a version's own tests showed. */
export const Verification = z
  .strictObject({
    status: z.enum(["passed", "failed", "unverified"]),
    passed: z.int(),
    failed: z.int(),
    results: z.array(TestResult),
    strength: z.strictObject({ mutants: z.int(), killed: z.int() }).optional(),
    ran_at: Timestamp.nullable(),
  })
  .meta({ id: "Verification" });
export type Verification = z.infer<typeof Verification>;

export const VerificationSummary = Verification.pick({
  status: true,
  passed: true,
  failed: true,
  ran_at: true,
}).meta({ id: "VerificationSummary" });
export type VerificationSummary = z.infer<typeof VerificationSummary>;

export const TokenUsage = z.strictObject({
  input: z.int(),
  cached: z.int(),
  output: z.int(),
  reasoning: z.int(),
});
export type TokenUsage = z.infer<typeof TokenUsage>;

/** Where a version came from. Null for content a person wrote through the API. */
export const Provenance = z
  .strictObject({
    provider: z.string(),
    model: z.string(),
    prompt_version: z.string(),
    prompt_hash: Hash,
    pattern_ids: z.array(z.string()),
    reference_ids: z.array(z.string()),
    attempts: z.int(),
    strategy: z.enum(["model", "repair", "partial", "template"]),
    tokens: TokenUsage,
    cost_usd: z.number().nullable(),
    durations_ms: z.record(z.string(), z.number()).describe("Milliseconds per stage"),
    context_tokens: z
      .record(z.string(), z.int())
      .optional()
      .describe("Estimated tokens of each section of the prompt"),
    parser_layer: z.string().optional(),
    fallback_reason: z.string().max(2_000).optional().describe("Why the strategy is a fallback"),
    job_id: z.string().optional(),
    configs_tried: z
      .array(ConfigTried)
      .max(50)
      .optional()
      .describe("Each once for each outcome, in the order of the calls"),
  })
  .meta({ id: "Provenance" });
export type Provenance = z.infer<typeof Provenance>;

export const Severity = z.enum(["error", "warning"]);

/** A finding of a check, of the schema lint, or of an output against its schema. */
export const Violation = z
  .strictObject({
    rule: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    severity: Severity,
    where: z.string().max(500).describe("A line (`line 3:7`) or a path (`output.rows[0]`)"),
    message: z.string().max(2_000),
    hint: z.string().max(1_000).optional(),
  })
  .meta({ id: "Violation" });
export type Violation = z.infer<typeof Violation>;

export const Warning = z
  .strictObject({ code: z.string().max(100), message: z.string().max(2_000) })
  .meta({ id: "Warning" });
export type Warning = z.infer<typeof Warning>;

/** Of the code of a node in UTF-8. */
export const mostCodeBytes = 64 << 10;

const utf8 = new TextEncoder();

/** What is wrong with code that is too large. */
export const codeSizeFault = (code: string): string | undefined => {
  const bytes = utf8.encode(code).length;
  return bytes <= mostCodeBytes
    ? undefined
    : `The code takes ${bytes} bytes; ${mostCodeBytes} is the most.`;
};

const codeTooLarge = ({ input }: { readonly input?: unknown }) => codeSizeFault(String(input));

export const ExecutionCode = z
  .string()
  .min(1)
  .max(mostCodeBytes, { abort: true, error: codeTooLarge })
  .refine((code) => codeSizeFault(code) === undefined, { error: codeTooLarge });

export const NodeName = z.string().trim().min(1).max(255);
export const NodeDescription = z.string().trim().max(5_000);
export const defaultCategory = "Custom";
export const Category = z.string().trim().min(1).max(100);
export const Icon = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(50);
export const Tags = z.array(z.string().trim().min(1).max(50)).max(20);

/** Everything of a node that a version keeps, and that restore brings back whole. */
export const NodeContent = z.strictObject({
  name: NodeName,
  description: NodeDescription,
  category: Category,
  icon: Icon,
  tags: Tags,
  node_definition: NodeDefinition,
  ui_config: UiConfig,
  execution_code: ExecutionCode,
  input_schema: JsonSchema,
  output_schema: JsonSchema,
  capabilities: Capabilities,
  tests: z.array(NodeTest).max(50),
  provenance: Provenance.nullable(),
  warnings: z.array(Warning).max(50),
});
export type NodeContent = z.infer<typeof NodeContent>;

export const GeneratedNode = NodeContent.extend({
  id: NodeId,
  version: VersionNumber,
  version_count: z.int(),
  verification: Verification,
  is_active: z.boolean(),
  user_id: z.string(),
  created_at: Timestamp,
  updated_at: Timestamp,
}).meta({ id: "GeneratedNode" });
export type GeneratedNode = z.infer<typeof GeneratedNode>;

export const NodeSummary = z
  .strictObject({
    id: NodeId,
    name: z.string(),
    description: z.string(),
    category: z.string(),
    icon: z.string(),
    tags: Tags,
    version: VersionNumber,
    version_count: z.int(),
    verification: VerificationSummary,
    is_active: z.boolean(),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: "NodeSummary" });
export type NodeSummary = z.infer<typeof NodeSummary>;

const isChangeable = (name: string) => name !== "changeDescription" && !isReadOnlyPart(name);

/** What a caller may change. Every part is optional, at least one is needed. */
export const NodeChanges = z
  .strictObject({
    name: NodeName.optional(),
    description: NodeDescription.optional(),
    category: Category.optional(),
    icon: Icon.optional(),
    tags: Tags.optional(),
    ui_config: UiConfig.optional(),
    node_definition: NodeDefinition.optional(),
    execution_code: ExecutionCode.optional(),
    input_schema: JsonSchema.optional(),
    output_schema: JsonSchema.optional(),
    capabilities: Capabilities.partial().optional(),
    tests: z.array(NodeTest).max(50).optional(),
    changeDescription: z.string().trim().max(500).optional(),
    ...readOnlyParts,
  })
  .refine((changes) => Object.keys(changes).some(isChangeable), {
    error: "name at least one part of the node to change",
  })
  .meta({ id: "NodeChanges" });
export type NodeChanges = z.infer<typeof NodeChanges>;
