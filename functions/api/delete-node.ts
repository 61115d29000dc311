import { apiHandler } from "#shared/http/api-handler.ts";
import { deleteNode } from "#shared/nodes/delete-node.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { nodeStore } from "../services/stores.ts";
import { systemClock } from "../services/system.ts";

export const handler = apiHandler(
  "delete-node",
  (environment) => ({ nodes: nodeStore(environment), clock: systemClock }),
  async ({ caller, params }, services) => {
    await deleteNode({ caller, id: params.id }, services);
    return { status: 200, body: { message: "Generated node deleted successfully" } };
  },
  requestLimiter,
);
