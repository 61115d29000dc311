import { apiHandler } from "#shared/http/api-handler.ts";
import { refineNodeAnswer } from "#shared/http/generate-node-answer.ts";
import { idempotencyOf } from "#shared/http/idempotency-key.ts";
import { readPreference } from "#shared/http/prefer.ts";
import { tracedQueue } from "#shared/http/traced-queue.ts";
import { refineNode } from "#shared/jobs/refine-node.ts";
import { generateNodeServices } from "../services/generate-node.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "refine-node",
  generateNodeServices,
  async (asked, services) => {
    const { caller, params, headers, body, basePath, log, requestId } = asked;
    const preference = readPreference(headers.prefer, services.mostWaitMs);
    const idempotency = idempotencyOf("refine-node", asked);
    const queue = tracedQueue(services.queue, { requestId, log });
    const onSendFailure = (error: unknown) => log.error("queue send failed", { error });
    const wanted = { id: params.id, ...body, ifMatch: headers["if-match"] };
    const { waitMs } = preference;
    const input = { caller, ...wanted, requestId, idempotency, waitMs };
    const result = await refineNode(input, { ...services, queue, onSendFailure });
    return refineNodeAnswer(result, { basePath, preference, now: services.clock.now() });
  },
  requestLimiter,
);
