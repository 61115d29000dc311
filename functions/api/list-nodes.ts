import { apiHandler } from "#shared/http/api-handler.ts";
import { nextLink } from "#shared/http/next-link.ts";
import { listNodes } from "#shared/nodes/list-nodes.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { nodeStore } from "../services/stores.ts";

export const handler = apiHandler(
  "list-nodes",
  (environment) => ({ nodes: nodeStore(environment) }),
  async ({ caller, query, basePath }, services) => {
    const deleted = query.deleted === "true";
    const input = { ...query, tenant: caller.tenant, deleted };
    const { items, nextCursor } = await listNodes(input, services);
    const headers = nextLink(`${basePath}/api/generated-nodes`, query, nextCursor);
    return { status: 200, headers, body: items };
  },
  requestLimiter,
);
