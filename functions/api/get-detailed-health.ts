import { apiHandler } from "#shared/http/api-handler.ts";
import { detailedHealth } from "#shared/service/detailed-health.ts";
import { detailedHealthServices } from "../services/detailed-health.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "get-detailed-health",
  detailedHealthServices,
  async (_request, services) => ({ status: 200, body: await detailedHealth(services) }),
  requestLimiter,
);
