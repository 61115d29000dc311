import { listConfigAudit } from "#shared/config/list-config-audit.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import { nextLink } from "#shared/http/next-link.ts";
import { configStore } from "../services/config-store.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "list-llm-config-audit",
  (environment) => ({ configs: configStore(environment) }),
  async ({ caller, query, basePath }, services) => {
    const { items, nextCursor } = await listConfigAudit({ caller, ...query }, services);
    const headers = nextLink(`${basePath}/api/llm-config/audit`, query, nextCursor);
    return { status: 200, headers, body: items };
  },
  requestLimiter,
);
