import { apiHandler } from "#shared/http/api-handler.ts";
import { etagOf } from "#shared/nodes/etag.ts";
import { restoreVersion } from "#shared/nodes/restore-version.ts";
import { requestLimiter } from "../services/request-limiter.ts";
import { nodeStore } from "../services/stores.ts";
import { systemClock } from "../services/system.ts";

export const handler = apiHandler(
  "restore-version",
  (environment) => ({ nodes: nodeStore(environment), clock: systemClock }),
  async ({ caller, params, headers }, services) => {
    const input = { caller, ...params, ifMatch: headers["if-match"] };
    const node = await restoreVersion(input, services);
    const answer = { message: "Node version restored successfully" as const, node };
    return { status: 200, headers: { etag: etagOf(node) }, body: answer };
  },
  requestLimiter,
);
