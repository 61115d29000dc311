import { apiHandler } from "#shared/http/api-handler.ts";
import { verifyNode } from "#shared/nodes/verify-node.ts";
import { meteredSandbox } from "../services/metered-sandbox.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { requestSandbox } from "../services/sandbox.ts";
import { nodeStore } from "../services/stores.ts";
import { systemClock } from "../services/system.ts";

export const handler = apiHandler(
  "verify-node",
  (environment) => ({
    nodes: nodeStore(environment),
    sandbox: meteredSandbox(environment),
    clock: systemClock,
  }),
  async ({ caller, params, body, signal, log, requestId }, services) => {
    const sandbox = requestSandbox(services.sandbox, { requestId, log });
    const onFault = (error: unknown) => log.warn("tests not measured", { error });
    const input = { caller, id: params.id, version: body.version, signal };
    return { status: 200, body: await verifyNode(input, { ...services, sandbox, onFault }) };
  },
  requestLimiter,
);
