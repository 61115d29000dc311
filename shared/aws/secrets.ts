import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import * as z from "zod";
import { lazy } from "../lazy.ts";

/** An empty key is no key: the secret may exist before its values do. */
const Key = z
  .string()
  .optional()
  .transform((key) => key?.trim() || undefined);

const PlatformKeys = z.object({ claude: Key, openai: Key });

export interface PlatformKeys {
  readonly claude?: string;
  readonly openai?: string;
}

/**
 * The platform's keys of the providers, asked for on first use and kept for the life of the
 * function's environment; a failure is not kept. No error holds any part of the secret.
 */
export const platformKeys = ({
  client,
  secretArn,
}: {
  client: SecretsManagerClient;
  secretArn: string;
}): (() => Promise<PlatformKeys>) =>
  lazy(async () => {
    const command = new GetSecretValueCommand({ SecretId: secretArn });
    const { SecretString } = await client.send(command);
    return parseKeys(SecretString ?? "");
  });

function parseKeys(text: string): PlatformKeys {
  const { claude, openai } = PlatformKeys.parse(parseJsonQuietly(text));
  return { ...(claude !== undefined && { claude }), ...(openai !== undefined && { openai }) };
}

function parseJsonQuietly(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // JSON.parse quotes the text it fails on.
    throw new Error("the platform's secret is not JSON");
  }
}
