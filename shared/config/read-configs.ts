import type { ConfigId, ConfigScope, LlmConfig } from "#schemas/llm-config.ts";
import { AppError } from "../app-error.ts";
import type { Caller } from "../caller.ts";
import { emptyBook } from "./change-book.ts";
import { isAdmin, ownerToRead } from "./config-owner.ts";
import type { ConfigRead, ConfigStore, StoredConfig } from "./config-store.ts";
import { findConfig } from "./find-config.ts";
import { presentConfig } from "./present-config.ts";

interface ReadInput {
  readonly caller: Caller;
  readonly scope: ConfigScope;
}

interface ReadServices {
  readonly configs: Pick<ConfigStore, "read">;
}

/** All of one owner, the oldest first. */
export async function listConfigs(input: ReadInput, services: ReadServices): Promise<LlmConfig[]> {
  const { read, present } = await readFor(input, services);
  return read.book.configs.map(present);
}

/** @throws AppError `not_found` */
export async function getConfig(
  input: ReadInput & { readonly id: ConfigId },
  services: ReadServices,
): Promise<LlmConfig> {
  const { read, present } = await readFor(input, services);
  return present(findConfig(read.book, input.id));
}

/** @throws AppError `no_default_llm_configuration` */
export async function getDefaultConfig(
  input: ReadInput,
  services: ReadServices,
): Promise<LlmConfig> {
  const { read, present } = await readFor(input, services);
  const config = read.book.configs.find(({ id }) => id === read.book.defaultId);
  if (config !== undefined) return present(config);
  throw new AppError(
    "no_default_llm_configuration",
    "None of the configurations is the default. Set isDefault with PUT on one of them.",
  );
}

async function readFor({ caller, scope }: ReadInput, { configs }: ReadServices) {
  const owner = ownerToRead(caller, scope);
  const found = (await configs.read([owner])).get(owner);
  const read: ConfigRead = found ?? { book: emptyBook, states: new Map() };
  const withHint = scope === "user" || isAdmin(caller);
  const present = (config: StoredConfig) => presentConfig(config, { owner, ...read, withHint });
  return { read, present };
}
