import type { ProviderName } from "./provider.ts";
import { providerFailure } from "./provider-failure.ts";

/**
 * A key that is blank would send the SDKs to look for another in the environment, and one that no
 * header can carry would be quoted in the error of the HTTP client.
 */
export function requireKey(provider: ProviderName, apiKey: string): string {
  const key = apiKey.trim();
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw providerFailure("auth", { message: `The key for ${provider} is empty or malformed.` });
}
