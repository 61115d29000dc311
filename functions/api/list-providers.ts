import { listProviders } from "#shared/config/list-providers.ts";
import { apiHandler } from "#shared/http/api-handler.ts";
import { readEnvironment } from "#shared/http/read-environment.ts";
import { requestLimiter } from "../services/request-limiter.ts";

export const handler = apiHandler(
  "list-providers",
  (environment) => readEnvironment(environment, "ALLOW_MOCK_PROVIDER"),
  (_request, { ALLOW_MOCK_PROVIDER }) => ({
    status: 200,
    body: listProviders({ allowMock: ALLOW_MOCK_PROVIDER === "true" }),
  }),
  requestLimiter,
);
