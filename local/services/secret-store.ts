import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { readOrCreate } from "../private-file.ts";

const Version = z.strictObject({
  id: z.string(),
  value: z.string(),
  stages: z.array(z.string()),
  createdAt: z.number(),
});
export type SecretVersion = z.infer<typeof Version>;

const Secret = z.strictObject({
  arn: z.string(),
  name: z.string(),
  versions: z.array(Version),
  tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).default([]),
  /** Seconds since 1970; set when the secret was deleted. */
  deletedAt: z.number().optional(),
});
export type Secret = z.infer<typeof Secret>;

/** Secrets in one file, encrypted with AES-256-GCM under a key that lies beside it (mode 0600). */
export interface SecretStore {
  /** By ARN or name. Deleted ones are found too. */
  find(arnOrName: string): Secret | undefined;
  /** Makes a version the current one; the one before becomes the previous. */
  put(
    target: { arn: string; name: string },
    value: string,
    versionId?: string,
  ): Promise<SecretVersion>;
  /** Puts the secret as a whole in the place of the one with its ARN. */
  save(secret: Secret): Promise<void>;
  delete(arn: string, now: Date, options: { force: boolean }): Promise<void>;
}

export async function openSecretStore(directory: string): Promise<SecretStore> {
  const path = join(directory, "secrets.enc");
  const key = Buffer.from(
    await readOrCreate(join(directory, "secrets.key"), () => randomBytes(32).toString("hex")),
    "hex",
  );
  const secrets = new Map<string, Secret>();
  for (const secret of await load(path, key)) secrets.set(secret.arn, secret);

  let saving = Promise.resolve();
  const save = () => {
    saving = saving.catch(() => {}).then(() => write(path, key, [...secrets.values()]));
    return saving;
  };

  return {
    find: (id) => secrets.get(id) ?? secrets.values().find(({ name }) => name === id),
    async put({ arn, name }, value, versionId = randomUUID()) {
      const tags = secrets.get(arn)?.tags ?? [];
      const earlier = secrets.get(arn)?.versions.filter(({ id }) => id !== versionId) ?? [];
      const createdAt = Math.floor(Date.now() / 1_000);
      const current = { id: versionId, value, stages: ["AWSCURRENT"], createdAt };
      secrets.set(arn, { arn, name, tags, versions: [current, ...earlier.map(demote)] });
      await save();
      return current;
    },
    async save(secret) {
      secrets.set(secret.arn, secret);
      await save();
    },
    async delete(arn, now, { force }) {
      const secret = secrets.get(arn);
      if (!secret) return;
      if (force) secrets.delete(arn);
      else secrets.set(arn, { ...secret, deletedAt: Math.floor(now.getTime() / 1_000) });
      await save();
    },
  };
}

/** `AWSCURRENT` moves on, `AWSPREVIOUS` marks the one it came from; other labels stay. */
function demote(version: SecretVersion): SecretVersion {
  const own = version.stages.filter((stage) => !stage.startsWith("AWS"));
  const previous = version.stages.includes("AWSCURRENT") ? ["AWSPREVIOUS"] : [];
  return { ...version, stages: [...previous, ...own] };
}

async function load(path: string, key: Buffer): Promise<Secret[]> {
  const sealed = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (!sealed) return [];
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(12, 28));
  const plain = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
  return z.array(Secret).parse(JSON.parse(plain.toString("utf8")));
}

async function write(path: string, key: Buffer, secrets: readonly Secret[]): Promise<void> {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(secrets), "utf8"), cipher.final()]);
  const temporary = `${path}.new`;
  await writeFile(temporary, Buffer.concat([nonce, cipher.getAuthTag(), sealed]), { mode: 0o600 });
  await rename(temporary, path);
}
