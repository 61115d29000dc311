import * as z from "zod";
import { LlmConfig } from "#schemas/llm-config.ts";
import { CannotStart } from "../cannot-start.ts";

/** Of an answer that is no success; other services may answer otherwise. */
const Told = z.object({
  detail: z.string().catch(""),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).catch([]),
});

/** As it was typed: what is wrong with it is told by the API, which says what there is. */
interface TypedConfig {
  readonly provider: string;
  readonly model: string;
  readonly isDefault?: boolean;
  readonly apiConfig: { readonly apiKey?: string; readonly apiUrl?: string };
}

export interface SaveTarget {
  readonly url: string;
  readonly token: string;
  readonly scope: "user" | "platform";
}

/**
 * Saves a configuration through the API, which also tries it.
 * @throws CannotStart with what the API says is wrong; never with the key
 */
export async function saveConfig(
  request: TypedConfig,
  { url, token, scope }: SaveTarget,
): Promise<LlmConfig> {
  const answer = await post(`${url}/api/llm-config?scope=${scope}`, request, token);
  const body = parseJson(await answer.text());
  if (answer.status === 201) return LlmConfig.parse(body);
  const { detail, errors } = Told.catch({ detail: "", errors: [] }).parse(body);
  const details = errors.map(({ path, message }) => `\n  ${path}: ${message}`);
  throw new CannotStart(`not saved (${answer.status}): ${detail}${details.join("")}`);
}

async function post(address: string, body: object, token: string): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  try {
    // A redirect would take the key elsewhere.
    const redirect = "error" as const;
    return await fetch(address, {
      method: "POST",
      headers,
      redirect,
      body: JSON.stringify(body),
    });
  } catch {
    throw new CannotStart(`${new URL(address).origin} does not answer`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What was saved, and how trying it went. */
export function describeConfig({
  id,
  provider,
  model,
  isDefault,
  health,
  notes,
}: LlmConfig): string {
  const tried =
    health === null
      ? "It could not be tried yet."
      : health.healthy
        ? `It answers, in ${health.latency_ms} ms.`
        : `It does not answer as it should: ${health.error?.message ?? "no reason is known"}`;
  return [`${provider} (${model}) is saved as ${id}${isDefault ? ", the default" : ""}.`, tried]
    .concat(notes)
    .join("\n");
}
