import { apiHandler } from "#shared/http/api-handler.ts";
import { generateNodeAnswer } from "#shared/http/generate-node-answer.ts";
import { idempotencyOf } from "#shared/http/idempotency-key.ts";
import { readPreference } from "#shared/http/prefer.ts";
import { tracedQueue } from "#shared/http/traced-queue.ts";
import { generateNode } from "#shared/jobs/generate-node.ts";
import { generateNodeServices } from "../services/generate-node.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "generate-node",
  generateNodeServices,
  async (asked, services) => {
    const { caller, headers, body, basePath, log, requestId } = asked;
    const preference = readPreference(headers.prefer, services.mostWaitMs);
    const idempotency = idempotencyOf("generate-node", asked);
    const queue = tracedQueue(services.queue, { requestId, log });
    const onSendFailure = (error: unknown) => log.error("queue send failed", { error });
    const { waitMs } = preference;
    const input = { caller, request: body, requestId, idempotency, waitMs };
    const result = await generateNode(input, { ...services, queue, onSendFailure });
    return generateNodeAnswer(result, { basePath, preference, now: services.clock.now() });
  },
  requestLimiter,
);
