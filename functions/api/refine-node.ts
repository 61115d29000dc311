import { apiHandler } from "#shared/http/api-handler.ts";
import { refineNodeAnswer } from "#shared/http/generate-node-answer.ts";
import { prefersAsync } from "#shared/http/prefer.ts";
import { tracedQueue } from "#shared/http/traced-queue.ts";
import { refineNode } from "#shared/jobs/refine-node.ts";
import { generateNodeServices } from "../services/generate-node.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "refine-node",
  generateNodeServices,
  async ({ caller, params, headers, body, basePath, log, requestId }, services) => {
    const respondAsync = prefersAsync(headers.prefer);
    const queue = tracedQueue(services.queue, { requestId, log });
    const onSendFailure = (error: unknown) => log.error("queue send failed", { error });
    const input = { caller, id: params.id, ...body, ifMatch: headers["if-match"], respondAsync };
    const result = await refineNode(input, { ...services, queue, onSendFailure });
    return refineNodeAnswer(result, { basePath, respondAsync });
  },
  requestLimiter,
);
