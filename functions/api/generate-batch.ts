import { GenerationRequest } from "#schemas/generation.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import { batchAnswer } from "#shared/http/batch-answer.ts";
import { idempotencyOf } from "#shared/http/idempotency-key.ts";
import { parsePart } from "#shared/http/parse-part.ts";
import { tracedQueue } from "#shared/http/traced-queue.ts";
import { acceptBatch } from "#shared/jobs/accept-batch.ts";
import { acceptServices } from "../services/generate-node.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "generate-batch",
  acceptServices,
  async (asked, services) => {
    const { caller, body, basePath, log, requestId } = asked;
    const items = body.requests.map((request, index) => {
      const parsed = parsePart(`requests[${index}]`, GenerationRequest, request);
      return "data" in parsed ? { request: parsed.data } : parsed;
    });
    const idempotency = idempotencyOf("generate-batch", asked);
    const queue = tracedQueue(services.queue, { requestId, log });
    const onSendFailure = (error: unknown) => log.error("queue send failed", { error });
    const onFault = (error: unknown) => log.error("request of a batch not taken", { error });
    const entries = await acceptBatch(
      { caller, items, requestId, idempotency },
      { ...services, queue, onSendFailure, onFault },
    );
    return batchAnswer(entries, { basePath, now: services.clock.now() });
  },
  requestLimiter,
);
