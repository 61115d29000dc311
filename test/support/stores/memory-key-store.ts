import type { KeyPlace, KeyReader, KeyWriter } from "#shared/config/config-store.ts";

export interface MemoryKeyStore extends KeyWriter, KeyReader {
  /** Every version in use, as `secret version`. */
  inUse(): string[];
  secrets(): string[];
}

/** Keys in memory, for tests: a version is written once and read until it is removed. */
export function memoryKeyStore(): MemoryKeyStore {
  const secrets = new Map<string, Map<string, string>>();
  const nameOf = (secretId: string, versionId: string) => `${secretId} ${versionId}`;
  return {
    newSecretId: (owner, unique) => `nodesmith/test/${owner}/${unique}`,
    async put({ secretId, versionId }, key) {
      const versions = secrets.get(secretId) ?? new Map<string, string>();
      const known = versions.get(versionId);
      if (known !== undefined && known !== key) throw new Error("a version is written once");
      secrets.set(secretId, versions.set(versionId, key));
    },
    async remove({ secretId, versionId }: KeyPlace) {
      secrets.get(secretId)?.delete(versionId);
    },
    async removeSecret(secretId) {
      secrets.delete(secretId);
    },
    async read({ secretId, versionId }) {
      const key = secrets.get(secretId)?.get(versionId);
      if (key === undefined) throw new Error(`no version ${versionId} in ${secretId}`);
      return key;
    },
    inUse: () =>
      [...secrets].flatMap(([id, versions]) => [...versions.keys()].map((key) => nameOf(id, key))),
    secrets: () => [...secrets.keys()],
  };
}
