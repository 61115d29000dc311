import type { LlmConfig } from "#schemas/llm-config.ts";
import type { IdempotentResult } from "../idempotency/idempotency.ts";
import { type MakeOnceServices, makeOnce, type Once } from "../idempotency/make-once.ts";
import { type CreateConfigInput, createConfig } from "./create-config.ts";
import { getConfig } from "./read-configs.ts";
import type { StoreKeyServices } from "./store-key.ts";

/**
 * A further configuration, one for each key. Given again it is as it now is. Of several that come at
 * once, those that are too late have written a key that nobody uses: its intent is in the book, and
 * the schedule removes it.
 * @throws AppError as `createConfig`, `idempotency_key_reused`, `not_found` where it was deleted since
 */
export function createConfigOnce(
  input: CreateConfigInput,
  services: StoreKeyServices & MakeOnceServices,
): Promise<Once<LlmConfig>> {
  const { caller, scope, idempotency: claim } = input;
  const make = () => createConfig(input, services);
  const replay = (result: IdempotentResult) => {
    if (!("configId" in result)) throw new Error("a key of a configuration is another thing's");
    return getConfig({ caller, scope, id: result.configId }, services);
  };
  return makeOnce({ tenant: caller.tenant, claim }, { make, replay }, services);
}
