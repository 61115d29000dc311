import { apiHandler } from "#shared/http/api-handler.ts";
import { generateNodeAnswer } from "#shared/http/generate-node-answer.ts";
import { prefersAsync } from "#shared/http/prefer.ts";
import { tracedQueue } from "#shared/http/traced-queue.ts";
import { generateNode } from "#shared/jobs/generate-node.ts";
import { generateNodeServices } from "../services/generate-node.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "generate-node",
  generateNodeServices,
  async ({ caller, headers, body, basePath, log, requestId }, services) => {
    const respondAsync = prefersAsync(headers.prefer);
    const queue = tracedQueue(services.queue, { requestId, log });
    const onSendFailure = (error: unknown) => log.error("queue send failed", { error });
    const input = { caller, request: body, respondAsync };
    const result = await generateNode(input, { ...services, queue, onSendFailure });
    return generateNodeAnswer(result, { basePath, respondAsync });
  },
  requestLimiter,
);
