import { apiHandler } from "#shared/http/api-handler.ts";
import { idempotencyOf, replayedHeader } from "#shared/http/idempotency-key.ts";
import { etagOf } from "#shared/nodes/etag.ts";
import { makeNodeOnce } from "#shared/nodes/make-node-once.ts";
import { restoreVersion } from "#shared/nodes/restore-version.ts";
import { nodeMaking } from "../services/make-once.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "restore-version",
  nodeMaking,
  async (asked, services) => {
    const { caller, params, headers } = asked;
    const keyed = { caller, idempotency: idempotencyOf("restore-version", asked) };
    const input = { ...keyed, ...params, ifMatch: headers["if-match"] };
    const make = () => restoreVersion(input, services);
    const { made: node, replayed } = await makeNodeOnce(keyed, make, services);
    const answer = { message: "Node version restored successfully" as const, node };
    const told = { etag: etagOf(node), ...(replayed && replayedHeader) };
    return { status: 200, headers: told, body: answer };
  },
  requestLimiter,
);
