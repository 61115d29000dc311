import type { ConfigId, ConfigScope } from "#schemas/llm-config.ts";
import type { Caller } from "../caller.ts";
import { timestamp } from "../clock.ts";
import { changeBook } from "./change-book.ts";
import { defaultChange } from "./change-default.ts";
import { ownerToChange } from "./config-owner.ts";
import type { KeyLeftover } from "./config-store.ts";
import { findConfig, requireVersion } from "./find-config.ts";
import { auditedConfig } from "./present-config.ts";
import { type RemoveKeysServices, removeKeys } from "./remove-keys.ts";

export interface DeleteConfigInput {
  readonly caller: Caller;
  readonly scope: ConfigScope;
  readonly id: ConfigId;
  readonly ifMatch?: string | undefined;
}

/**
 * Deletes a configuration and its key. Where it was the default there is none after it: which other
 * one should be paid for instead is for its owner to say. A generation that uses it goes on, since
 * it has read key and parameters before.
 * @throws AppError `forbidden`, `not_found`, `precondition_failed`
 */
export async function deleteConfig(
  { caller, scope, id, ifMatch }: DeleteConfigInput,
  services: RemoveKeysServices & { readonly onFault: (error: unknown) => void },
): Promise<void> {
  const owner = ownerToChange(caller, scope);
  const at = timestamp(services.clock.now());
  const tombstones = await changeBook(owner, services, (before) => {
    const config = findConfig(before, id);
    requireVersion(ifMatch, config);
    const left: KeyLeftover[] =
      config.key === null
        ? []
        : [
            {
              kind: "tombstone",
              configId: id,
              secretId: config.key.secretId,
              versionId: config.key.versionId,
              at,
            },
          ];
    const book = {
      ...before,
      configs: before.configs.filter((other) => other.id !== id),
      defaultId: before.defaultId === id ? null : before.defaultId,
      leftovers: [...before.leftovers, ...left],
    };
    const entry = { at, by: caller.subject, action: "deleted" as const, configId: id };
    return {
      book,
      audit: [
        { ...entry, before: auditedConfig(config, before), after: null },
        ...defaultChange(before, book, entry),
      ],
      result: left,
    };
  });
  try {
    await removeKeys(owner, tombstones, services);
  } catch (error) {
    // The configuration is gone; its key is in the book, to be removed later.
    services.onFault(error);
  }
}
