import { apiHandler } from "#shared/http/api-handler.ts";
import { nextLink } from "#shared/http/next-link.ts";
import { listVersions } from "#shared/nodes/list-versions.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { nodeStore } from "../services/stores.ts";

export const handler = apiHandler(
  "list-versions",
  (environment) => ({ nodes: nodeStore(environment) }),
  async ({ caller, params, query, basePath }, services) => {
    const input = { ...query, tenant: caller.tenant, id: params.id };
    const { items, nextCursor } = await listVersions(input, services);
    const path = `${basePath}/api/generated-nodes/${params.id}/versions`;
    return { status: 200, headers: nextLink(path, query, nextCursor), body: items };
  },
  requestLimiter,
);
