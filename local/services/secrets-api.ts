import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import * as z from "zod";
import { secretArn } from "../account.ts";
import { listen, readBody, sendJson } from "../http.ts";
import type { Secret, SecretStore, SecretVersion } from "./secret-store.ts";
import { withLabelMoved, withVersion } from "./secret-versions.ts";
import { ServiceError } from "./service-error.ts";

/**
 * Secrets Manager's protocol, as far as functions use it.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html
 */
export async function startSecretsApi(store: SecretStore) {
  const server: Server = createServer((request, response) => {
    answer(store, request, response).catch((error: unknown) =>
      sendJson(response, 500, { __type: "InternalServiceError", message: String(error) }),
    );
  });
  return listen(server);
}

const WithId = z.object({ SecretId: z.string() });
/** The SDK sends one whether its caller gave one or not. */
const Token = z.string().min(32).max(64);
const Tags = z.array(
  z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) }),
);
const Label = z.string().min(1).max(256);
const Create = z.object({
  Name: z.string().regex(/^[A-Za-z0-9/_+=.@-]{1,512}$/),
  SecretString: z.string().min(1).max(65_536).optional(),
  ClientRequestToken: Token,
  Tags: Tags.max(50).default([]),
});
const Put = WithId.extend({
  SecretString: z.string().min(1).max(65_536),
  ClientRequestToken: Token,
  VersionStages: z.array(Label).min(1).max(20).default(["AWSCURRENT"]),
});
const MoveLabel = WithId.extend({
  VersionStage: Label,
  RemoveFromVersionId: Token.optional(),
  MoveToVersionId: Token.optional(),
});
const Tagging = WithId.extend({ Tags: Tags.max(50) });
const Get = WithId.extend({
  VersionId: z.string().optional(),
  VersionStage: z.string().optional(),
});
const Delete = WithId.extend({ ForceDeleteWithoutRecovery: z.boolean().default(false) });

type Operation = (store: SecretStore, body: unknown) => Promise<object>;

const operations: Readonly<Record<string, Operation>> = {
  async CreateSecret(store, body) {
    const { Name, SecretString, ClientRequestToken, Tags: tags } = Create.parse(body);
    const existing = store.find(Name);
    if (existing?.deletedAt !== undefined) throw scheduledForDeletion();
    if (existing) {
      throw new ServiceError("ResourceExistsException", `the secret ${Name} already exists`);
    }
    const secret: Secret = { arn: secretArn(Name), name: Name, versions: [], tags };
    const version =
      SecretString === undefined ? undefined : versionOf(ClientRequestToken, SecretString);
    await store.save(version ? withVersion(secret, version, seconds()) : secret);
    return { ARN: secret.arn, Name, ...(version && { VersionId: version.id }) };
  },
  async PutSecretValue(store, body) {
    const { SecretId, SecretString, ClientRequestToken, VersionStages } = Put.parse(body);
    const secret = findLive(store, SecretId);
    const version = versionOf(ClientRequestToken, SecretString, VersionStages);
    const isCurrent = VersionStages.includes("AWSCURRENT");
    const changed = withVersion(secret, version, seconds());
    await store.save(isCurrent ? withPrevious(secret, changed) : changed);
    const stages = changed.versions.find(({ id }) => id === version.id)?.stages;
    return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: stages };
  },
  async UpdateSecretVersionStage(store, body) {
    const { SecretId, VersionStage, RemoveFromVersionId, MoveToVersionId } = MoveLabel.parse(body);
    const secret = findLive(store, SecretId);
    const move = { from: RemoveFromVersionId, to: MoveToVersionId };
    await store.save(withLabelMoved(secret, VersionStage, move));
    return { ARN: secret.arn, Name: secret.name };
  },
  async TagResource(store, body) {
    const { SecretId, Tags: added } = Tagging.parse(body);
    const secret = findLive(store, SecretId);
    const names = new Set(added.map(({ Key }) => Key));
    const tags = [...secret.tags.filter(({ Key }) => !names.has(Key)), ...added];
    await store.save({ ...secret, tags });
    return {};
  },
  async GetSecretValue(store, body) {
    const { SecretId, VersionId, VersionStage } = Get.parse(body);
    const secret = findLive(store, SecretId);
    const stage = VersionStage ?? (VersionId ? undefined : "AWSCURRENT");
    const version = secret.versions.find(
      (candidate) =>
        (VersionId === undefined || candidate.id === VersionId) &&
        (stage === undefined || candidate.stages.includes(stage)),
    );
    if (!version) throw notFound();
    return { ARN: secret.arn, Name: secret.name, ...shown(version) };
  },
  async DescribeSecret(store, body) {
    const secret = store.find(WithId.parse(body).SecretId);
    if (!secret) throw notFound();
    const stages = secret.versions.map(({ id, stages }) => [id, stages]);
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionIdsToStages: Object.fromEntries(stages.filter(([, labels]) => labels?.length)),
      Tags: secret.tags,
      DeletedDate: secret.deletedAt,
    };
  },
  async DeleteSecret(store, body) {
    const { SecretId, ForceDeleteWithoutRecovery: force } = Delete.parse(body);
    const secret = store.find(SecretId);
    if (!secret) throw notFound();
    const now = new Date();
    await store.delete(secret.arn, now, { force });
    return { ARN: secret.arn, Name: secret.name, DeletionDate: now.getTime() / 1_000 };
  },
};

async function answer(store: SecretStore, request: IncomingMessage, response: ServerResponse) {
  const name = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
  const operation = operations[name];
  try {
    if (!operation) throw new ServiceError("UnknownOperationException", `no operation ${name}`);
    const body: unknown = JSON.parse((await readBody(request)).toString("utf8"));
    sendJson(response, 200, await operation(store, body));
  } catch (error) {
    const { type, message } = asServiceError(error);
    sendJson(response, 400, { __type: type, message });
  }
}

function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof z.ZodError) {
    return new ServiceError("InvalidParameterException", z.prettifyError(error));
  }
  throw error;
}

function findLive(store: SecretStore, id: string): Secret {
  const secret = store.find(id);
  if (!secret) throw notFound();
  if (secret.deletedAt === undefined) return secret;
  throw scheduledForDeletion();
}

const scheduledForDeletion = () =>
  new ServiceError("InvalidRequestException", "the secret is marked for deletion");

const seconds = () => Math.floor(Date.now() / 1_000);

const versionOf = (id: string, value: string, stages: readonly string[] = ["AWSCURRENT"]) => ({
  id,
  value,
  stages,
});

/** `AWSPREVIOUS` goes to the version that was the current one. */
function withPrevious(before: Secret, after: Secret): Secret {
  const last = before.versions.find(({ stages }) => stages.includes("AWSCURRENT"))?.id;
  const holder = after.versions.find(({ stages }) => stages.includes("AWSPREVIOUS"))?.id;
  const isMoved = after.versions.some(
    ({ id, stages }) => id !== last && stages.includes("AWSCURRENT"),
  );
  if (last === undefined || !isMoved || last === holder) return after;
  return withLabelMoved(after, "AWSPREVIOUS", { from: holder, to: last });
}

const notFound = () => new ServiceError("ResourceNotFoundException", "there is no such secret");

const shown = ({ id, value, stages, createdAt }: SecretVersion) => ({
  SecretString: value,
  VersionId: id,
  VersionStages: stages,
  CreatedDate: createdAt,
});
