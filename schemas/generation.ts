import * as z from "zod";
import { JsonObject, JsonValue } from "./json.ts";
import { Category, NodeTest } from "./node.ts";

export const Example = z.strictObject({ inputs: JsonObject, output: JsonValue });
export type Example = z.infer<typeof Example>;

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
  })
  .meta({ id: "GenerationContext" });
export type GenerationContext = z.infer<typeof GenerationContext>;

export const GenerationRequest = z
  .strictObject({
    request: z
      .string()
      .min(3)
      .max(5_000)
      .refine((text) => text.trim().length >= 3, { error: "needs at least 3 characters" })
      .describe("What the node should do; kept as it is"),
    context: GenerationContext.optional(),
  })
  .meta({
    id: "GenerationRequest",
    example: { request: "Convert CSV text with a header row to an array of objects" },
  });
export type GenerationRequest = z.infer<typeof GenerationRequest>;

/** What a generation took, shown with its node and in its job. */
export const GenerationReport = z
  .strictObject({
    model_used: z.string(),
    tokens_used: z.int(),
    generation_time_ms: z.int(),
    cost_usd: z.number().nullable().describe("Null where the model's price is not known"),
    attempts: z.int(),
  })
  .meta({ id: "GenerationReport" });
export type GenerationReport = z.infer<typeof GenerationReport>;
