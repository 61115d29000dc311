import { GenerationRequest } from "#schemas/generation.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import { parsePart } from "#shared/http/parse-part.ts";
import { tracedQueue } from "#shared/http/traced-queue.ts";
import { acceptBatch } from "#shared/jobs/accept-batch.ts";
import { acceptServices } from "../services/generate-node.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "generate-batch",
  acceptServices,
  async ({ caller, body, log, requestId }, services) => {
    const items = body.requests.map((request, index) => {
      const parsed = parsePart(`requests[${index}]`, GenerationRequest, request);
      return "data" in parsed ? { request: parsed.data } : parsed;
    });
    const queue = tracedQueue(services.queue, { requestId, log });
    const onSendFailure = (error: unknown) => log.error("queue send failed", { error });
    const onFault = (error: unknown) => log.error("request of a batch not taken", { error });
    const jobs = await acceptBatch(
      { caller, items },
      { ...services, queue, onSendFailure, onFault },
    );
    return { status: 202, body: { jobs } };
  },
  requestLimiter,
);
