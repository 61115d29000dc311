import * as z from "zod";
import { Timestamp } from "./identifiers.ts";

/** Configurations of language models: who answers, with which model, and in which order. */

export const ConfigId = z.uuid().toLowerCase().brand("ConfigId");
export type ConfigId = z.infer<typeof ConfigId>;

/** As stored, shown and measured. */
export const ConfigProvider = z.enum(["anthropic", "openai", "ollama", "mock"]);
export type ConfigProvider = z.infer<typeof ConfigProvider>;

const provider = z
  .enum(["anthropic", "claude", "openai", "ollama", "mock"], {
    error: "must be one of anthropic (or claude), openai, ollama, mock",
  })
  .transform((name): ConfigProvider => (name === "claude" ? "anthropic" : name));

/** Responses is OpenAI's own; compatible hosts speak `chat`. */
export const OpenaiApi = z.enum(["responses", "chat"]);

const Model = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/@+-]*$/, { error: "must be the id of a model" });
const Temperature = z.number().min(0).max(2);
const MaxTokens = z.int().min(4_096).max(200_000);
const FallbackOrder = z.int().min(1).max(100);
const ApiKey = z
  .string()
  .trim()
  .min(8)
  .max(500)
  .regex(/^[\x21-\x7e]+$/, { error: "must be ASCII without spaces, as a header can carry it" });
const ApiUrl = z.url({ protocol: /^https?$/, error: "must be an http or https URL" }).max(500);

export const defaultTemperature = 0.3;
export const mostConfigs = 10;

const apiConfig = z.strictObject({
  apiKey: ApiKey.optional().describe("Kept in the secret store; never shown again"),
  apiUrl: ApiUrl.optional().describe("Another endpoint than the provider's own"),
  api: OpenaiApi.optional().describe("`chat` where the host is not OpenAI's own"),
});

export const LlmConfigRequest = z
  .strictObject({
    provider,
    model: Model,
    temperature: Temperature.default(defaultTemperature),
    maxTokens: MaxTokens.optional().describe("What the model allows, where absent"),
    repairModel: Model.optional().describe("A stronger model for repairs, of the same provider"),
    isDefault: z
      .boolean()
      .optional()
      .describe("Absent: yes for the first configuration, no for further ones"),
    fallbackOrder: FallbackOrder.optional().describe("Place in the chain; absent: not in it"),
    apiConfig: apiConfig.default({}),
  })
  .meta({
    id: "LlmConfigRequest",
    example: {
      provider: "anthropic",
      model: "claude-sonnet-5-5",
      isDefault: true,
      apiConfig: { apiKey: "sk-ant-api03-example" },
    },
  });
export type LlmConfigRequest = z.infer<typeof LlmConfigRequest>;

/** Every part is optional; `null` takes a part out. The provider of a configuration stays. */
export const LlmConfigChanges = z
  .strictObject({
    model: Model.optional(),
    temperature: Temperature.optional(),
    maxTokens: MaxTokens.nullable().optional(),
    repairModel: Model.nullable().optional(),
    isDefault: z.boolean().optional(),
    fallbackOrder: FallbackOrder.nullable().optional(),
    apiConfig: z
      .strictObject({
        apiKey: ApiKey.optional(),
        apiUrl: ApiUrl.nullable().optional(),
        api: OpenaiApi.nullable().optional(),
      })
      .optional(),
  })
  .refine((changes) => Object.keys(changes).length > 0, { error: "name at least one part" })
  .meta({ id: "LlmConfigChanges" });
export type LlmConfigChanges = z.infer<typeof LlmConfigChanges>;

/** Why a provider could not be used, in our words. */
export const HealthProblem = z.enum([
  "bad_key",
  "no_such_model",
  "quota",
  "overloaded",
  "unreachable",
  "refused_address",
  "bad_answer",
]);
export type HealthProblem = z.infer<typeof HealthProblem>;

export const ConfigHealth = z
  .strictObject({
    healthy: z.boolean(),
    provider: ConfigProvider,
    model: z.string(),
    latency_ms: z.int(),
    error: z.strictObject({ code: HealthProblem, message: z.string().max(500) }).optional(),
    checked_at: Timestamp,
  })
  .meta({ id: "ConfigHealth" });
export type ConfigHealth = z.infer<typeof ConfigHealth>;

export const ConfigScope = z.enum(["user", "platform"]);
export type ConfigScope = z.infer<typeof ConfigScope>;

export const LlmConfig = z
  .strictObject({
    id: ConfigId,
    scope: ConfigScope,
    provider: ConfigProvider,
    model: z.string(),
    temperature: z.number(),
    maxTokens: z.int().nullable(),
    repairModel: z.string().nullable(),
    isDefault: z.boolean(),
    fallbackOrder: z.int().nullable(),
    apiConfig: z.strictObject({
      keyHint: z.string().max(4).nullable().describe("The last four characters of the key"),
      apiUrl: z.string().nullable(),
      api: OpenaiApi.nullable(),
    }),
    version: z.int().describe("Counts the changes of this configuration"),
    health: ConfigHealth.nullable().describe("Of the last check"),
    notes: z.array(z.string().max(500)).describe("For example that temperature is not sent"),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: "LlmConfig" });
export type LlmConfig = z.infer<typeof LlmConfig>;

export const configActions = [
  "created",
  "updated",
  "deleted",
  "default_changed",
  "refreshed",
  "invalidated",
  "became_unhealthy",
  "became_healthy",
  "keys_cleaned",
] as const;

export const LlmConfigAuditEntry = z
  .strictObject({
    at: Timestamp,
    by: z.string().describe("`sub` of who did it, or `schedule`, or `environment`"),
    action: z.enum(configActions),
    configId: ConfigId.nullable(),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: "LlmConfigAuditEntry" });
export type LlmConfigAuditEntry = z.infer<typeof LlmConfigAuditEntry>;
