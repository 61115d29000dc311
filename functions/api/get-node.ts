import { apiHandler } from "#shared/http/api-handler.ts";
import { etagOf } from "#shared/nodes/etag.ts";
import { getNode } from "#shared/nodes/get-node.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { nodeStore } from "../services/stores.ts";

export const handler = apiHandler(
  "get-node",
  (environment) => ({ nodes: nodeStore(environment) }),
  async ({ caller, params }, services) => {
    const node = await getNode({ tenant: caller.tenant, id: params.id }, services);
    return { status: 200, headers: { etag: etagOf(node) }, body: node };
  },
  requestLimiter,
);
