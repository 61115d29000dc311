import { apiHandler } from "#shared/http/api-handler.ts";
import { duplicateNode } from "#shared/nodes/duplicate-node.ts";
import { etagOf } from "#shared/nodes/etag.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { nodeStore } from "../services/stores.ts";
import { newId, systemClock } from "../services/system.ts";

export const handler = apiHandler(
  "duplicate-node",
  (environment) => ({ nodes: nodeStore(environment), clock: systemClock, newId }),
  async ({ caller, params, basePath }, services) => {
    const node = await duplicateNode({ caller, id: params.id }, services);
    const headers = { location: `${basePath}/api/generated-nodes/${node.id}`, etag: etagOf(node) };
    return { status: 201, headers, body: { message: "Node duplicated successfully", node } };
  },
  requestLimiter,
);
