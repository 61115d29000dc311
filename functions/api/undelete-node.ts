import { apiHandler } from "#shared/http/api-handler.ts";
import { etagOf } from "#shared/nodes/etag.ts";
import { undeleteNode } from "#shared/nodes/undelete-node.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { nodeStore } from "../services/stores.ts";
import { systemClock } from "../services/system.ts";

export const handler = apiHandler(
  "undelete-node",
  (environment) => ({ nodes: nodeStore(environment), clock: systemClock }),
  async ({ caller, params }, services) => {
    const node = await undeleteNode({ caller, id: params.id }, services);
    const answer = { message: "Node restored from deletion" as const, node };
    return { status: 200, headers: { etag: etagOf(node) }, body: answer };
  },
  requestLimiter,
);
