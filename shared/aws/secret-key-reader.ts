import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { KeyReader } from "../config/config-store.ts";

/** Keys kept at once; the one that was asked for first falls out. */
const mostKept = 500;

/**
 * Reads a key once and keeps it for the life of the function's environment, since a version never
 * changes. A failure is not kept.
 */
export function secretKeyReader({ client }: { client: SecretsManagerClient }): KeyReader {
  const kept = new Map<string, Promise<string>>();

  const fetch = async (secretId: string, versionId: string): Promise<string> => {
    const command = new GetSecretValueCommand({ SecretId: secretId, VersionId: versionId });
    const { SecretString } = await client.send(command);
    if (SecretString === undefined) throw new Error("the version of the secret holds no text");
    return SecretString;
  };

  return {
    read({ secretId, versionId }) {
      const name = `${secretId} ${versionId}`;
      const known = kept.get(name);
      if (known) return known;
      const key = fetch(secretId, versionId).catch((error: unknown) => {
        kept.delete(name);
        throw error;
      });
      kept.set(name, key);
      const [oldest] = kept.keys();
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
      return key;
    },
  };
}
