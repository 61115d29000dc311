import { apiHandler } from "#shared/http/api-handler.ts";
import { etagOf } from "#shared/nodes/etag.ts";
import { updateNode } from "#shared/nodes/update-node.ts";
import { meteredSandbox } from "../services/metered-sandbox.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { requestSandbox } from "../services/sandbox.ts";
import { nodeStore } from "../services/stores.ts";
import { systemClock } from "../services/system.ts";

export const handler = apiHandler(
  "update-node",
  (environment) => ({
    nodes: nodeStore(environment),
    sandbox: meteredSandbox(environment),
    clock: systemClock,
  }),
  async ({ caller, params, headers, body, signal, log, requestId }, services) => {
    const sandbox = requestSandbox(services.sandbox, { requestId, log });
    const ifMatch = headers["if-match"];
    const input = { caller, id: params.id, changes: body, ifMatch, signal };
    const onFault = (error: unknown) => log.warn("tests not measured", { error });
    const node = await updateNode(input, { ...services, sandbox, onFault });
    const answer = { message: "Node updated successfully" as const, node };
    return { status: 200, headers: { etag: etagOf(node) }, body: answer };
  },
  requestLimiter,
);
