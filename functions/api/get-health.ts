import { productVersion } from "#schemas/product-version.ts";
import { timestamp } from "#shared/clock.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import { systemClock } from "../services/system.ts";

export const handler = apiHandler(
  "get-health",
  () => ({ clock: systemClock }),
  (_request, { clock }) => ({
    status: 200,
    body: { status: "OK", timestamp: timestamp(clock.now()), version: productVersion },
  }),
);
