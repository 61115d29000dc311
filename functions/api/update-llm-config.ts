import { verifySaved } from "#shared/config/health-checker.ts";
import { updateConfig } from "#shared/config/update-config.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import { etagOf } from "#shared/nodes/etag.ts";
import { llmConfigChanges } from "../services/llm-config-changes.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "update-llm-config",
  llmConfigChanges,
  async ({ caller, params, query, headers, body, log }, { policy, ...services }) => {
    const { scope, verify } = query;
    const input = { id: params.id, changes: body, ifMatch: headers["if-match"], policy };
    const told = (words: string) => (error: unknown) => log.warn(words, { error });
    const onLeft = { ...services, onFault: told("old key not removed yet") };
    const updated = await updateConfig({ caller, scope, ...input }, onLeft);
    const saved = { caller, scope, verify, config: updated };
    const config = await verifySaved(saved, { ...services, onFault: told("not tried") });
    return { status: 200, headers: { etag: etagOf(config) }, body: config };
  },
  requestLimiter,
);
