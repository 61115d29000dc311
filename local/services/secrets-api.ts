import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import * as z from "zod";
import { secretArn } from "../account.ts";
import { listen, readBody, sendJson } from "../http.ts";
import type { Secret, SecretStore, SecretVersion } from "./secret-store.ts";

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

/** An error of the service, by the name the SDK knows it by. */
class ServiceError extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

const WithId = z.object({ SecretId: z.string() });
const Value = z.object({ SecretString: z.string(), ClientRequestToken: z.string().optional() });
const Create = Value.extend({ Name: z.string().regex(/^[A-Za-z0-9/_+=.@-]{1,512}$/) });
const Put = Value.extend(WithId.shape);
const Get = WithId.extend({
  VersionId: z.string().optional(),
  VersionStage: z.string().optional(),
});
const Delete = WithId.extend({ ForceDeleteWithoutRecovery: z.boolean().default(false) });

type Operation = (store: SecretStore, body: unknown) => Promise<object>;

const operations: Readonly<Record<string, Operation>> = {
  async CreateSecret(store, body) {
    const { Name, SecretString, ClientRequestToken } = Create.parse(body);
    if (store.find(Name)) {
      throw new ServiceError("ResourceExistsException", `the secret ${Name} already exists`);
    }
    const secret = { arn: secretArn(Name), name: Name };
    const version = await store.put(secret, SecretString, ClientRequestToken);
    return { ARN: secret.arn, Name, VersionId: version.id };
  },
  async PutSecretValue(store, body) {
    const { SecretId, SecretString, ClientRequestToken } = Put.parse(body);
    const secret = findLive(store, SecretId);
    const version = await store.put(secret, SecretString, ClientRequestToken);
    const { id, stages } = version;
    return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: stages };
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
      VersionIdsToStages: Object.fromEntries(stages),
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
  throw new ServiceError("InvalidRequestException", "the secret is marked for deletion");
}

const notFound = () => new ServiceError("ResourceNotFoundException", "there is no such secret");

const shown = ({ id, value, stages, createdAt }: SecretVersion) => ({
  SecretString: value,
  VersionId: id,
  VersionStages: stages,
  CreatedDate: createdAt,
});
