import * as z from "zod";
import { VersionNumber } from "./identifiers.ts";
import { JsonObject, JsonValue } from "./json.ts";
import { ConfigId } from "./llm-config.ts";
import { Category, NodeTest, TokenUsage } from "./node.ts";

export const Example = z.strictObject({ inputs: JsonObject, output: JsonValue });
export type Example = z.infer<typeof Example>;

/** How far to fall back where no correct node comes of it. What was done is always said. */
export const Fallback = z
  .enum(["none", "partial", "template"])
  .describe(
    "`none`: an error with every finding. `partial` (default): the nearest stored pattern, unverified. `template`: where no pattern is near, a skeleton",
  );
export type Fallback = z.infer<typeof Fallback>;

export const GenerationContext = z
  .strictObject({
    category: Category.optional(),
    complexity: z.enum(["beginner", "intermediate", "advanced"]).optional(),
    examples: z
      .array(Example)
      .max(10)
      .optional()
      .describe(
        "Each must hold for the node made. A node that makes requests needs tests with `http`",
      ),
    tests: z.array(NodeTest).max(10).optional().describe("Never changed; all must pass"),
    fallback: Fallback.optional(),
    references: z
      .boolean()
      .optional()
      .describe("Whether verified nodes of the tenant may be shown to the model (default true)"),
    llmConfigId: ConfigId.optional().describe(
      "A configuration of the caller's or the platform's (default: the caller's default)",
    ),
  })
  .meta({ id: "GenerationContext" });
export type GenerationContext = z.infer<typeof GenerationContext>;

const tooShort = "needs at least 3 characters";

export const GenerationRequest = z
  .strictObject({
    request: z
      .string()
      .min(3, { error: tooShort, abort: true })
      .max(5_000)
      .refine((text) => text.trim().length >= 3, { error: tooShort })
      .describe("What the node should do; kept as it is"),
    context: GenerationContext.optional(),
  })
  .meta({
    id: "GenerationRequest",
    example: { request: "Convert CSV text with a header row to an array of objects" },
  });
export type GenerationRequest = z.infer<typeof GenerationRequest>;

const noFallback = "has no place here: a refinement that fails leaves the node as it is";

/** As for a new node, save that nothing can stand in for a next version. */
const RefineContext = GenerationContext.extend({
  fallback: z.literal("none", { error: noFallback }).optional().describe(noFallback),
}).meta({ id: "RefineContext" });

/** What to change in a node that is there. */
export const RefineRequest = z
  .strictObject({
    feedback: GenerationRequest.shape.request.describe("What should be different; kept as it is"),
    context: RefineContext.optional(),
  })
  .meta({ id: "RefineRequest", example: { feedback: "Also accept semicolons as separators" } });
export type RefineRequest = z.infer<typeof RefineRequest>;

export const mostBatchRequests = 20;

/** Each request stands for itself: one that is not valid does not stop the others. */
export const BatchRequest = z
  .strictObject({ requests: z.array(JsonValue).min(1).max(mostBatchRequests) })
  .meta({ id: "BatchRequest" });
export type BatchRequest = z.infer<typeof BatchRequest>;

/** What a job is to make, as it is stored: a new node, or the next version of the job's node. */
export const JobRequest = GenerationRequest.extend({
  refines: VersionNumber.optional().describe("The version that `request` is feedback on"),
});
export type JobRequest = z.infer<typeof JobRequest>;

/** What a generation took, shown with its node and in its job. */
export const GenerationReport = z
  .strictObject({
    model_used: z.string(),
    tokens_used: z.int(),
    generation_time_ms: z.int(),
    cost_usd: z.number().nullable().describe("Null where the model's price is not known"),
    attempts: z.int(),
    usage: TokenUsage.optional().describe("`tokens_used` in its parts"),
    unknown_calls: z
      .int()
      .min(1)
      .optional()
      .describe("Calls that ended without a reply and are counted at the most they could cost"),
    sandbox: z
      .strictObject({ runs: z.int().min(0), cpu_ms: z.int().min(0) })
      .optional()
      .describe("Runs of code and the processor time they took"),
  })
  .meta({ id: "GenerationReport" });
export type GenerationReport = z.infer<typeof GenerationReport>;
