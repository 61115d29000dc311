import { apiHandler } from "#shared/http/api-handler.ts";
import { idempotencyOf, replayedHeader } from "#shared/http/idempotency-key.ts";
import { duplicateNode } from "#shared/nodes/duplicate-node.ts";
import { etagOf } from "#shared/nodes/etag.ts";
import { makeNodeOnce } from "#shared/nodes/make-node-once.ts";
import { nodeMaking } from "../services/make-once.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "duplicate-node",
  nodeMaking,
  async (asked, services) => {
    const { caller, params, basePath } = asked;
    const keyed = { caller, idempotency: idempotencyOf("duplicate-node", asked) };
    const make = () => duplicateNode({ ...keyed, id: params.id }, services);
    const { made: node, replayed } = await makeNodeOnce(keyed, make, services);
    const location = `${basePath}/api/generated-nodes/${node.id}`;
    const headers = { location, etag: etagOf(node), ...(replayed && replayedHeader) };
    return { status: 201, headers, body: { message: "Node duplicated successfully", node } };
  },
  requestLimiter,
);
