import type { ConfigId } from "#schemas/llm-config.ts";
import { AppError, notFound } from "../app-error.ts";
import { etagOf } from "../nodes/etag.ts";
import type { ConfigBook, StoredConfig } from "./config-store.ts";

/** @throws AppError `not_found` */
export function findConfig({ configs }: Pick<ConfigBook, "configs">, id: ConfigId): StoredConfig {
  const config = configs.find((candidate) => candidate.id === id);
  if (config === undefined) throw notFound("configuration");
  return config;
}

/** @throws AppError `precondition_failed`; the caller's tag is not repeated, it may hold anything */
export function requireVersion(
  ifMatch: string | undefined,
  config: Pick<StoredConfig, "version">,
): void {
  if (ifMatch === undefined || ifMatch === "*" || ifMatch === etagOf(config)) return;
  throw new AppError(
    "precondition_failed",
    `The configuration is at ${etagOf(config)}. Get it again and repeat your change.`,
  );
}
