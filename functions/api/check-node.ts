import { apiHandler } from "#shared/http/api-handler.ts";
import { checkDraft } from "#shared/nodes/check-draft.ts";
import { meteredSandbox } from "../services/metered-sandbox.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { requestSandbox } from "../services/sandbox.ts";
import { systemClock } from "../services/system.ts";

export const handler = apiHandler(
  "check-node",
  (environment) => ({ sandbox: meteredSandbox(environment), clock: systemClock }),
  async ({ caller, body, log, requestId }, services) => {
    const sandbox = requestSandbox(services.sandbox, { requestId, log });
    const onFault = (error: unknown) => log.warn("tests not measured", { error });
    const input = { tenant: caller.tenant, draft: body };
    return { status: 200, body: await checkDraft(input, { ...services, sandbox, onFault }) };
  },
  requestLimiter,
);
