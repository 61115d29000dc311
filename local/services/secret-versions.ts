import type { Secret, SecretVersion } from "./secret-store.ts";
import { ServiceError } from "./service-error.ts";

/**
 * Versions and labels of one secret, as strict as the service.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 */

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const mostLabels = 20;
const mostVersions = 100;
const dayInSeconds = 24 * 60 * 60;

/**
 * The secret with a version that has these labels, which leave the versions they were on. The same
 * version with the same value again changes nothing.
 */
export function withVersion(
  secret: Secret,
  version: { readonly id: string; readonly value: string; readonly stages: readonly string[] },
  nowSeconds: number,
): Secret {
  const known = secret.versions.find(({ id }) => id === version.id);
  if (known !== undefined) {
    if (known.value === version.value) return secret;
    const message = "a version with this ClientRequestToken exists and holds another value";
    throw new ServiceError("ResourceExistsException", message);
  }
  // The first version of all is the current one, whatever it is called.
  const isFirst = secret.versions.length === 0;
  const stages = [...new Set([...version.stages, ...(isFirst ? ["AWSCURRENT"] : [])])];
  const made = { id: version.id, value: version.value, stages, createdAt: nowSeconds };
  const others = secret.versions.map((other) => withoutLabels(other, stages));
  return bounded({ ...secret, versions: [made, ...others] }, nowSeconds);
}

/** The secret with a label moved, or taken off where `to` is not given. */
export function withLabelMoved(
  secret: Secret,
  label: string,
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
): Secret {
  const holder = secret.versions.find(({ stages }) => stages.includes(label));
  const parameterFault = (message: string) =>
    new ServiceError("InvalidParameterException", message);
  if (from === undefined && to === undefined) throw parameterFault("no version is named");
  if (label === "AWSCURRENT" && to === undefined) {
    throw parameterFault("AWSCURRENT can be moved, not removed");
  }
  if (from !== undefined && holder?.id !== from) {
    throw parameterFault(`the label is not attached to version ${from}`);
  }
  if (from === undefined && holder !== undefined && holder.id !== to) {
    throw parameterFault("the label is attached to another version: name it");
  }
  if (to !== undefined && !secret.versions.some(({ id }) => id === to)) {
    throw new ServiceError("ResourceNotFoundException", "there is no such version");
  }
  const versions = secret.versions
    .map((version) => withoutLabels(version, [label]))
    .map((version) =>
      version.id === to ? { ...version, stages: [...version.stages, label] } : version,
    );
  return bounded({ ...secret, versions }, 0);
}

const withoutLabels = (version: SecretVersion, labels: readonly string[]): SecretVersion => ({
  ...version,
  stages: version.stages.filter((stage) => !labels.includes(stage)),
});

/** Versions without a label that are older than a day make room where there are too many. */
function bounded(secret: Secret, nowSeconds: number): Secret {
  const labels = secret.versions.flatMap(({ stages }) => stages);
  if (labels.length > mostLabels) {
    const message = `a secret has at most ${mostLabels} staging labels`;
    throw new ServiceError("LimitExceededException", message);
  }
  if (secret.versions.length <= mostVersions) return secret;
  const versions = secret.versions.filter(
    ({ stages, createdAt }) => stages.length > 0 || createdAt > nowSeconds - dayInSeconds,
  );
  if (versions.length <= mostVersions) return { ...secret, versions };
  const message = `a secret has at most ${mostVersions} versions`;
  throw new ServiceError("LimitExceededException", message);
}
