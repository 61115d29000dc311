import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { requestTimeout } from "#shared/aws/request-timeout.ts";
import { secretKeyWriter } from "#shared/aws/secret-key-writer.ts";
import type { KeyWriter } from "#shared/config/config-store.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";

/** Three calls at most for a key, within the function's 10 s. */
export function keyWriter(source: Readonly<Record<string, string | undefined>>): KeyWriter {
  const { CONFIG_SECRETS } = readEnvironment(source, "CONFIG_SECRETS");
  const client = new SecretsManagerClient({
    maxAttempts: 2,
    requestHandler: requestTimeout(2_500),
  });
  return secretKeyWriter({ client, prefix: CONFIG_SECRETS });
}
