import { apiHandler } from "#shared/http/api-handler.ts";
import { testNode } from "#shared/nodes/test-node.ts";
import { meteredSandbox } from "../services/metered-sandbox.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { requestSandbox } from "../services/sandbox.ts";
import { nodeStore } from "../services/stores.ts";

export const handler = apiHandler(
  "test-node",
  (environment) => ({ nodes: nodeStore(environment), sandbox: meteredSandbox(environment) }),
  async ({ caller, params, body, log, requestId }, services) => {
    const sandbox = requestSandbox(services.sandbox, { requestId, log });
    const input = { caller, id: params.id, inputs: body.inputs, version: body.version };
    return { status: 200, body: await testNode(input, { ...services, sandbox }) };
  },
  requestLimiter,
);
