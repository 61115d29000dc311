import { defaultTemperature } from "#schemas/llm-config.ts";
import type { ProblemDetail } from "#schemas/problem.ts";
import { AppError } from "../app-error.ts";
import { modelOf } from "../providers/model-registry.ts";
import { models } from "../providers/models.ts";
import { temperatureDropped } from "../providers/refused-parameters.ts";
import { checkApiUrl, type EndpointPolicy } from "./api-url.ts";
import { adapterOf } from "./config-names.ts";
import type { StoredConfig } from "./config-store.ts";
import { looksLikeKey } from "./looks-like-key.ts";

/** A configuration as it would be stored, its key aside. */
export interface ConfigFields
  extends Pick<
    StoredConfig,
    "provider" | "model" | "maxTokens" | "repairModel" | "apiUrl" | "api"
  > {
  readonly hasKey: boolean;
}

/**
 * What no schema can tell of the fields together. No text that looks like a key is repeated.
 * @throws AppError `invalid_request` with all faults
 */
export function requireFields(fields: ConfigFields, policy: EndpointPolicy): void {
  const errors = [
    ...faultsOfUrl(fields, policy),
    ...faultsOfModel("body.model", fields.model, fields),
    ...(fields.repairModel === null
      ? []
      : faultsOfModel("body.repairModel", fields.repairModel, fields)),
    ...faultsOfLimit(fields),
    ...faultsOfKey(fields),
    ...faultsOfApi(fields),
  ];
  const [first] = errors;
  if (first === undefined) return;
  const rest = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  throw new AppError(
    "invalid_request",
    `The request is not valid: ${first.path}: ${first.message}${rest}.`,
    { errors },
  );
}

const fault = (path: string, code: string, message: string): ProblemDetail[] => [
  { path, code, message },
];

const misplacedKey = (path: string) =>
  fault(path, "looks_like_key", "looks like a key, which belongs in apiConfig.apiKey alone");

function faultsOfUrl({ apiUrl, provider }: ConfigFields, policy: EndpointPolicy): ProblemDetail[] {
  const path = "body.apiConfig.apiUrl";
  if (apiUrl === null) return [];
  if (looksLikeKey(apiUrl)) return misplacedKey(path);
  if (provider === "mock") return fault(path, "not_for_provider", "mock calls no endpoint");
  const message = checkApiUrl(apiUrl, policy);
  return message === undefined ? [] : fault(path, "bad_api_url", message);
}

/** Models whose provider is told by their names alone. */
const families: readonly { readonly of: string; readonly form: RegExp }[] = [
  { of: "anthropic", form: /^claude-/i },
  { of: "openai", form: /^(gpt-|chatgpt-|o[1-9](-|$))/i },
  { of: "another provider", form: /^(gemini-|gemma|llama|mistral|mixtral|command-|deepseek-)/i },
];

function faultsOfModel(path: string, model: string, fields: ConfigFields): ProblemDetail[] {
  if (looksLikeKey(model)) return misplacedKey(path);
  if (!isOwnHost(fields)) return [];
  const family = families.find(({ form }) => form.test(model));
  if (family === undefined || family.of === fields.provider) return [];
  const known = knownModels(fields).join(", ");
  const message = `${model} is a model of ${family.of}; known of ${fields.provider} are ${known}`;
  return fault(path, "other_provider", message);
}

function faultsOfLimit(fields: ConfigFields): ProblemDetail[] {
  const { maxTokens, model, repairModel } = fields;
  if (maxTokens === null) return [];
  const asked = [model, ...(repairModel === null ? [] : [repairModel])];
  const over = asked
    .map((id) => ({ id, most: modelOf(adapterOf(fields.provider), id).maxOutput }))
    .find(({ most }) => most !== null && maxTokens > most);
  if (over === undefined || looksLikeKey(over.id)) return [];
  const message = `${over.id} gives at most ${over.most} tokens in one reply`;
  return fault("body.maxTokens", "too_big", message);
}

function faultsOfKey({ provider, hasKey }: ConfigFields): ProblemDetail[] {
  const path = "body.apiConfig.apiKey";
  if (provider === "mock" && hasKey) return fault(path, "not_for_provider", "mock takes no key");
  const isNeeded = provider === "anthropic" || provider === "openai";
  return isNeeded && !hasKey ? fault(path, "missing", `is needed for ${provider}`) : [];
}

const faultsOfApi = ({ provider, api }: ConfigFields): ProblemDetail[] =>
  api === null || provider === "openai"
    ? []
    : fault("body.apiConfig.api", "not_for_provider", "is for openai alone");

/** What is no error and yet should be known. */
export function notesOf(
  config: Pick<StoredConfig, "provider" | "model" | "repairModel" | "temperature">,
): string[] {
  const { provider, model, repairModel, temperature } = config;
  const asked = [model, ...(repairModel === null ? [] : [repairModel])];
  return [
    // The Messages API no longer has it. One that nobody chose is not worth saying so.
    ...(provider === "anthropic" && temperature !== defaultTemperature
      ? asked.map(temperatureDropped)
      : []),
    ...(provider === "mock" || provider === "ollama" ? [] : asked)
      .filter((id) => modelOf(adapterOf(provider), id).maxOutput === null)
      .map((id) => `${id} is not in the model registry: its limits and its price are not known`),
  ];
}

const ownHosts: Readonly<Record<string, string>> = {
  anthropic: "api.anthropic.com",
  openai: "api.openai.com",
};

/** Compatible hosts may name their models as they like, and so does who runs Ollama. */
function isOwnHost({ provider, apiUrl }: ConfigFields): boolean {
  const own = ownHosts[provider];
  if (own === undefined) return false;
  return apiUrl === null || (URL.canParse(apiUrl) && new URL(apiUrl).hostname === own);
}

const knownModels = ({ provider }: ConfigFields): string[] =>
  models.filter((model) => model.provider === adapterOf(provider)).map(({ id }) => id);
