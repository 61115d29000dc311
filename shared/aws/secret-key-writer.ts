import {
  CreateSecretCommand,
  DeleteSecretCommand,
  InvalidParameterException,
  LimitExceededException,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { AppError } from "../app-error.ts";
import type { ConfigOwner, KeyPlace, KeyWriter } from "../config/config-store.ts";

/**
 * Keys in Secrets Manager: each is a version of its owner's secret, held by a label of its own. The
 * label `AWSCURRENT` stays with an empty first version, so that whoever asks for the secret without
 * naming a version gets no key. Relied on:
 * - ClientRequestToken is the new version's id; the same token with the same value does nothing,
 *   with another one it is refused; labels given take the place of AWSCURRENT
 *   https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 * - a version that loses its last label is deprecated, and the service deletes it
 *   https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 * - 20 labels and about 100 versions a secret; versions younger than a day are not deleted
 *   https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
export function secretKeyWriter({
  client,
  prefix,
}: {
  readonly client: SecretsManagerClient;
  /** What names of secrets begin with: `nodesmith/prod/`. */
  readonly prefix: string;
}): KeyWriter {
  const putVersion = ({ secretId, versionId }: KeyPlace, key: string) =>
    client.send(
      new PutSecretValueCommand({
        SecretId: secretId,
        ClientRequestToken: versionId,
        SecretString: key,
        VersionStages: [labelOf(versionId)],
      }),
    );

  const createSecret = async (secretId: string, owner: ConfigOwner) => {
    try {
      await client.send(
        new CreateSecretCommand({
          Name: secretId,
          Description: "Keys of language models, each in a version of its own",
          SecretString: "{}",
          Tags: tagsOf(owner),
        }),
      );
    } catch (error) {
      if (!(error instanceof ResourceExistsException)) throw error;
    }
  };

  return {
    newSecretId: (owner, unique) =>
      owner === "platform" ? `${prefix}platform/${unique}` : `${prefix}tenant/${owner}/${unique}`,
    async put({ owner, ...place }, key) {
      try {
        await putVersion(place, key).catch(async (error: unknown) => {
          if (!(error instanceof ResourceNotFoundException)) throw error;
          await createSecret(place.secretId, owner);
          await putVersion(place, key);
        });
      } catch (error) {
        throw notStored(error);
      }
    },
    async remove({ secretId, versionId }) {
      const command = new UpdateSecretVersionStageCommand({
        SecretId: secretId,
        VersionStage: labelOf(versionId),
        RemoveFromVersionId: versionId,
      });
      await client.send(command).catch(unlessGone);
    },
    async removeSecret(secretId) {
      const command = new DeleteSecretCommand({
        SecretId: secretId,
        ForceDeleteWithoutRecovery: true,
      });
      await client.send(command).catch(unlessGone);
    },
  };
}

const labelOf = (versionId: string): string => `key-${versionId}`;

const tagsOf = (owner: ConfigOwner) => [
  { Key: "service", Value: "nodesmith" },
  { Key: "scope", Value: owner === "platform" ? "platform" : "tenant" },
  ...(owner === "platform" ? [] : [{ Key: "tenant", Value: owner }]),
];

/** No such secret, or a label that is not on the version any more. */
function unlessGone(error: unknown): void {
  if (error instanceof ResourceNotFoundException) return;
  if (error instanceof InvalidParameterException) return;
  throw error;
}

/** The service's own error stays out of it: nothing that was near a key is logged. */
function notStored(error: unknown): AppError {
  if (error instanceof LimitExceededException) {
    return new AppError("rate_limited", "Keys were changed too often; try again tomorrow.", {
      retryAfterSeconds: 24 * 60 * 60,
    });
  }
  const name = error instanceof Error ? error.name : "unknown";
  return new AppError("unavailable", "The key could not be stored. Please try again.", {
    cause: new Error(`the secret store answered ${name}`),
  });
}
