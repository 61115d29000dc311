import { configRoutes } from "./routes/config-routes.ts";
import { configServiceRoutes } from "./routes/config-service-routes.ts";
import { generationRoutes } from "./routes/generation-routes.ts";
import { jobRoutes } from "./routes/job-routes.ts";
import { nodeRoutes } from "./routes/node-routes.ts";
import { provingRoutes } from "./routes/proving-routes.ts";
import type { Route } from "./routes/route.ts";
import { serviceRoutes } from "./routes/service-routes.ts";
import { usageRoutes } from "./routes/usage-routes.ts";
import { versionRoutes } from "./routes/version-routes.ts";

export type { Answer, Route } from "./routes/route.ts";

/**
 * The route table: method, path, schemas, auth and grants of an endpoint are written here (in its
 * parts) and nowhere else. Validation, stack, OpenAPI document, local run and tests read it.
 * The entry file of an operation is `functions/api/<operation>.ts`.
 */
const table = {
  ...generationRoutes,
  ...nodeRoutes,
  ...provingRoutes,
  ...versionRoutes,
  ...jobRoutes,
  ...configRoutes,
  ...configServiceRoutes,
  ...usageRoutes,
  ...serviceRoutes,
} as const satisfies Record<string, Route>;

export type Routes = typeof table;

const limitSettings = ["RATE_LIMIT_WINDOW_MS", "RATE_LIMIT_MAX_REQUESTS"] as const;

/** An operation that knows its caller counts the requests of its tenant, which no row has to say. */
const limited = (route: Route): Route =>
  route.auth === "none"
    ? route
    : {
        ...route,
        grants: [...new Set([...route.grants, "limits:take" as const])],
        settings: [...route.settings, ...limitSettings],
      };

export const routes = Object.fromEntries(
  Object.entries(table).map(([name, route]) => [name, limited(route)]),
) as unknown as Routes;

export type OperationName = keyof Routes;
